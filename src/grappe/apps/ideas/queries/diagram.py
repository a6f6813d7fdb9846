"""How does the one table of transitions look as a diagram? Text in Mermaid's language, for docs/reference/ideas.md."""

from __future__ import annotations

from django.utils import translation

from grappe.apps.ideas.enums import RESTING, TRANSITIONS, WAY, StepKind

SAYS = {StepKind.GATE: "gate", StepKind.PARK: "park", StepKind.REJECT: "reject", StepKind.REOPEN: "reopen"}


def diagram() -> str:
    """Return the stages and what may follow what, in English, in the order of the table."""
    lines = ["stateDiagram-v2", f"    [*] --> {WAY[0].value}: capture"]
    with translation.override("en"):
        lines += [f"    {stage.value}: {stage.label}" for stage in (*WAY, *sorted(RESTING))]
    for stage, following in TRANSITIONS.items():
        back = [each.to for each in following if each.kind == StepKind.REOPEN]
        lines += [
            f"    {stage.value} --> {each.to.value}: {SAYS[each.kind]}"
            for each in following
            if each.kind != StepKind.REOPEN
        ]
        lines += [f"    {stage.value} --> {to.value}: {SAYS[StepKind.REOPEN]}" for to in back]
    return "\n".join(lines)


def markdown() -> str:
    """Return the diagram as it stands in a Markdown file."""
    return f"```mermaid\n{diagram()}\n```"
