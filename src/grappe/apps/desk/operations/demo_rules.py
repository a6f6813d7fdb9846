"""What does the demonstration tell of rules? A draft that waits for a second administrator, its difference counted."""

from __future__ import annotations

from datetime import timedelta

from grappe.apps.aids import queries as aid_queries
from grappe.apps.aids.operations import drafts, publishing
from grappe.apps.desk.operations.demo_stage import Stage

PROGRAMME = "sme-packages-digital"
COMMENT = (
    "Invented for the demonstration: medium-sized enterprises leave the programme, and the pre-analysis "
    "is no longer asked for before the application."
)


def tell_rules(stage: Stage) -> None:
    """Tell of a change that one administrator has written and another has to look at."""
    author = stage.team["admin@demo.example"]
    programme = aid_queries.programme_for(PROGRAMME, for_user=author)
    at = stage.at - timedelta(days=1)
    draft = drafts.start_draft(programme=programme, start="change", by=author, at=at)
    before, _separator, rest = draft.text.partition("        - id: pre_analysis_done\n")
    after = rest[rest.index("    intensity:") :]
    text = before.replace("value: [micro, small, medium]", "value: [micro, small]", 1) + after
    draft = drafts.save_draft(draft=draft, text=text, version=draft.version, by=author, at=at).draft
    publishing.compare(draft=draft, on=stage.today, by=author, at=stage.at)
    drafts.ask_review(draft=draft, version=draft.version, comment=COMMENT, by=author, at=stage.at)
