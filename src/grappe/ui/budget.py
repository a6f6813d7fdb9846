"""What were things to cost, and what did they cost: lines of a budget and account by kind, whatever they are for.

A line has `kind`, `label`, `planned_eur` and `actual_eur`; a blank amount is not known, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.ui import charts
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from django.db import models

LONGEST_LABEL = 200
MOST_EUR = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines come to; None where no amount is known. `unknown`: lines without the actual amount, not in the sum."""

    planned: Decimal | None
    actual: Decimal | None
    unknown: int

    @property
    def difference(self) -> Decimal | None:
        """How much more than planned; known only where every line has its actual amount."""
        if self.planned is None or self.actual is None or self.unknown:
            return None
        return self.actual - self.planned


@dataclass(frozen=True, slots=True)
class OfKind:
    """The lines of one kind."""

    kind: str
    label: str
    lines: tuple[Any, ...]
    sum: Sum


def sum_of(lines: Iterable[Any]) -> Sum:
    """Return what lines come to."""
    found = list(lines)
    planned = [line.planned_eur for line in found if line.planned_eur is not None]
    actual = [line.actual_eur for line in found if line.actual_eur is not None]
    return Sum(
        planned=sum(planned, Decimal(0)) if planned else None,
        actual=sum(actual, Decimal(0)) if actual else None,
        unknown=len(found) - len(actual),
    )


def by_kind(lines: Iterable[Any], kinds: type[models.TextChoices]) -> tuple[OfKind, ...]:
    """Return the lines of each kind in the order of `kinds`; a kind without any is left out."""
    every = list(lines)
    return tuple(
        OfKind(kind.value, str(kind.label), found, sum_of(found))
        for kind in kinds
        if (found := tuple(line for line in every if line.kind == kind))
    )


def bars(kinds: Iterable[OfKind]) -> dict[str, Any] | None:
    """Return planned and actual by kind as bars (ECharts); None where there is nothing. The table has the same figures."""
    shown = list(kinds)
    if not shown:
        return None
    series = [
        (_("Planned"), charts.PLANNED, [float(each.sum.planned or 0) for each in shown]),
        (_("Actual"), charts.ACTUAL, [float(each.sum.actual or 0) for each in shown]),
    ]
    return charts.lying_pairs([each.label for each in shown], series)


def write(
    line: Any,
    *,
    kind: str,
    kinds: type[models.TextChoices],
    label: str,
    planned_eur: Decimal | None,
    actual_eur: Decimal | None,
) -> None:
    """Put what was asked into a line, which the caller saves.

    Raises BadInput, with the line as it was, for a kind nobody knows, an empty label, a line without any amount or one
    that is below zero.
    """
    words = " ".join(label.replace("\x00", " ").split())
    if kind not in kinds.values:
        raise BadInput(_("Choose one of the kinds of costs."))
    if not words or len(words) > LONGEST_LABEL:
        raise BadInput(_("Say what it is for, in at most %(most)d characters.") % {"most": LONGEST_LABEL})
    if planned_eur is None and actual_eur is None:
        raise BadInput(_("Give the planned amount, the actual one, or both."))
    for amount in (planned_eur, actual_eur):
        if amount is not None and not 0 <= amount <= MOST_EUR:
            raise BadInput(_("An amount is zero or more, and less than ten billion."))
    line.kind, line.label, line.planned_eur, line.actual_eur = kind, words, planned_eur, actual_eur
