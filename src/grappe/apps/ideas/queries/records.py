"""How did ideas come along, and what do flagship projects invest, as records of ADR 14?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse

from grappe.apps.ideas.enums import FlagshipState
from grappe.apps.ideas.models import CostLine, Idea, Partner, Step
from grappe.apps.ideas.queries.flagships import flagships
from grappe.apps.ideas.queries.ideas import visible
from grappe.engines.indicators import Record
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def records(*, on: date) -> Iterator[Record]:
    """Yield ideas, the time each spent in each stage, the partners of flagship projects and what they invest by year."""
    yield from _ideas()
    yield from _stages()
    yield from _partners()
    yield from _investment()


def _ideas() -> Iterator[Record]:
    """Yield each idea on the day it was noted; one joined with another counts on: somebody had it."""
    values = Idea.objects.order_by("pk").values_list(
        "pk", "company_id", "captured_at", "stage", "theme__slug", "lead_id", "confidential"
    )
    for pk, company, captured, stage, theme, lead, confidential in values.iterator(2_000):
        yield Record(
            "idea", str(pk), company, moments.local_date(captured), state=stage, theme=theme or "", person_id=lead,
            confidential=confidential,
        )  # fmt: skip


def _stages() -> Iterator[Record]:
    """Yield each stage of each idea, from the day it was reached to the day it was left; not of one joined with another."""
    values = (
        Step.objects.filter(idea__merged_into=None)
        .order_by("idea_id", "at", "pk")
        .values_list(
            "idea_id",
            "pk",
            "came_to",
            "at",
            "idea__company_id",
            "idea__theme__slug",
            "idea__lead_id",
            "idea__confidential",
        )
    )
    for idea, steps in groupby(values.iterator(2_000), key=lambda row: row[0]):
        way = list(steps)
        for this, following in zip(way, [*way[1:], None], strict=True):
            _idea, pk, stage, at, company, theme, lead, confidential = this
            yield Record(
                "idea_stage", f"{idea}:{pk}", company, moments.local_date(at),
                moments.local_date(following[3]) if following else None, state=stage, theme=theme or "",
                person_id=lead, confidential=confidential,
            )  # fmt: skip


_OVER = {FlagshipState.COMPLETED, FlagshipState.STOPPED}


def _partners() -> Iterator[Record]:
    """Yield each company on file in a flagship project that was begun, from its beginning to its end."""
    rows = Partner.objects.filter(company__isnull=False, flagship__started_at__isnull=False).order_by("pk")
    values = rows.values_list(
        "pk", "company_id", "flagship_id", "flagship__started_at", "flagship__ended_at", "flagship__state",
        "flagship__idea__theme__slug", "flagship__lead_id", "flagship__idea__confidential",
    )  # fmt: skip
    for pk, company, flagship, started, ended, state, theme, lead, confidential in values.iterator(2_000):
        if started is None:
            continue
        yield Record(
            "flagship_partner", str(pk), company, moments.local_date(started),
            moments.local_date(ended) if ended and state in _OVER else None, state=state, theme=theme or "",
            person_id=lead, group_key=f"flagship:{flagship}", confidential=confidential,
        )  # fmt: skip


def _investment() -> Iterator[Record]:
    """Yield what each partner plans to spend in each year, by category, on the first day of that year."""
    values = CostLine.objects.order_by("pk").values_list(
        "pk", "partner__company_id", "year", "eur", "partner__flagship_id", "partner__flagship__state",
        "partner__flagship__idea__theme__slug", "partner__flagship__lead_id",
        "partner__flagship__idea__confidential",
    )  # fmt: skip
    for pk, company, year, eur, flagship, state, theme, lead, confidential in values.iterator(2_000):
        yield Record(
            "flagship_cost", str(pk), company, date(year, 1, 1), amount=eur, state=state, theme=theme or "",
            person_id=lead, group_key=f"flagship:{flagship}", confidential=confidential,
        )  # fmt: skip


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of the ideas and flagship projects that somebody may open, by key."""
    if kind in {"idea", "idea_stage"}:
        keys = {key: int(key.split(":")[0]) for key in ids}
        rows = dict(visible(for_user=for_user).filter(pk__in=keys.values()).values_list("pk", "title"))
        return {key: (rows[pk], reverse("ideas:detail", args=[pk])) for key, pk in keys.items() if pk in rows}
    source, column = (
        (Partner, "flagship_id") if kind == "flagship_partner" else (CostLine, "partner__flagship_id")
    )
    pairs = dict(source.objects.filter(pk__in=list(ids)).values_list("pk", column))
    found = {one.pk: one for one in flagships(for_user=for_user).filter(pk__in=set(pairs.values()))}
    return {
        str(pk): (str(found[flagship]), reverse("ideas:flagship", args=[flagship]))
        for pk, flagship in pairs.items()
        if flagship in found
    }
