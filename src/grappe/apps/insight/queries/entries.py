"""Which entry of the catalogue of services would a measure become?"""

from __future__ import annotations

import yaml
from django.utils.text import slugify

from grappe.apps.insight.models import Measure
from grappe.apps.solutions.enums import SolutionKind
from grappe.engines.kernel import Text


def solution_entry(measure: Measure) -> str:
    """Return the entry as the file of services has it (`solutions.operations`), with what the measure says.

    What a measure does not know is left to be completed: who offers it, and what it promises in one sentence.
    """
    title = Text.of(measure.titles).in_language("en")
    entry = {
        "id": slugify(title)[:80].strip("-") or f"measure-{measure.pk}",
        "kind": SolutionKind.SERVICE.value,
        "name": measure.owner.name if measure.owner is not None else measure.owner_name,
        "title": dict(measure.titles),
        "promise": dict.fromkeys(measure.titles, "…"),
        "text": dict(measure.descriptions) or dict.fromkeys(measure.titles, "…"),
        "themes": [measure.plan.theme.slug],
        "clusters": [each.slug for each in measure.plan.clusters.all()],
    }
    return str(yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=100))
