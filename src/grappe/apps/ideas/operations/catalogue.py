"""How do an initiative's gates, their criteria and the questions of the canvas come in from its catalogue?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import TRANSITIONS, WAY, Stage, StepKind
from grappe.apps.ideas.models import CanvasQuestion, Gate
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput

MOST_CRITERIA = 12


@transaction.atomic
def load(*, catalogue: Mapping[str, Any]) -> tuple[int, int]:
    """Create or update gates and questions from `{"gates": […], "canvas": […]}`; return how many of each there are.

    What is no longer in the catalogue is no longer used, but stays: past decisions point to it. A gate under way keeps
    the criteria with which it was opened. Raises BadInput naming the gate or question and what is wrong with it.
    """
    gates, questions = list(catalogue.get("gates") or []), list(catalogue.get("canvas") or [])
    Gate.objects.update(active=False)
    for position, entry in enumerate(gates):
        _gate(entry, position)
    CanvasQuestion.objects.update(active=False)
    for position, entry in enumerate(questions):
        _question(entry, position)
    return len(gates), len(questions)


def _gate(entry: Mapping[str, Any], position: int) -> None:
    slug = str(entry["id"])
    came_from, to = str(entry["from"]), str(entry["to"])
    ways = [(step.kind, step.to) for step in TRANSITIONS[Stage(came_from)]] if came_from in WAY else []
    if (StepKind.GATE, to) not in ways:
        raise BadInput(
            _("Gate “%(gate)s”: no gate leads from “%(from)s” to “%(to)s”.")
            % {"gate": slug, "from": came_from, "to": to}
        )
    Gate.objects.filter(from_stage=came_from, active=True).exclude(slug=slug).update(active=False)
    Gate.objects.update_or_create(
        slug=slug,
        defaults={
            "names": _words(entry["name"]), "from_stage": came_from, "to_stage": to, "position": position,
            "criteria": _criteria(slug, list(entry["criteria"])), "active": True,
            "reviewers_needed": _number(slug, entry.get("reviewers", 1), 1, 20),
            "days": _number(slug, entry.get("days", 14), 1, 365),
        },
    )  # fmt: skip


def _criteria(gate: str, entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "key": str(entry["id"]),
            "names": _words(entry["name"]),
            "helps": _words(entry.get("help") or {}),
            "weight": _number(gate, entry["weight"], 0, 100),
        }
        for entry in entries
    ]
    total = sum(entry["weight"] for entry in found)
    if not 1 <= len(found) <= MOST_CRITERIA or len({entry["key"] for entry in found}) != len(found):
        raise BadInput(
            _("Gate “%(gate)s” needs 1 to %(most)d criteria, each with a name of its own.")
            % {"gate": gate, "most": MOST_CRITERIA}
        )
    if total != 100:
        raise BadInput(
            _("Gate “%(gate)s”: the weights sum to %(total)d, not to 100.") % {"gate": gate, "total": total}
        )
    return found


def _question(entry: Mapping[str, Any], position: int) -> None:
    stage = str(entry.get("from", Stage.CAPTURED))
    if stage not in WAY:
        raise BadInput(_("“%(stage)s” is no stage of an idea.") % {"stage": stage})
    CanvasQuestion.objects.update_or_create(
        slug=str(entry["id"]),
        defaults={
            "names": _words(entry["name"]), "helps": _words(entry.get("help") or {}), "from_stage": stage,
            "position": position, "active": True,
        },
    )  # fmt: skip


def _words(texts: Mapping[str, str]) -> dict[str, str]:
    return Text.of(dict(texts)).as_dict()


def _number(gate: str, value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadInput(
            _("Gate “%(gate)s”: “%(value)s” is not a whole number from %(least)d to %(most)d.")
            % {"gate": gate, "value": value, "least": least, "most": most}
        )
    return value
