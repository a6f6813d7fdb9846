"""What happened on a company's roadmaps, when?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step
from grappe.apps.roadmaps.queries.plans import roadmaps_of
from grappe.ui.templatetags.ui import eur
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Roadmap.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what happened on a company's roadmaps before a moment, the latest first, at most `limit`.

    A day without an hour counts as noon, so that it stands among the day's other entries.
    """
    visible = list(roadmaps_of(company_id, for_user=for_user).select_related("opened_by"))
    found = [entry for roadmap in visible for entry in _of_roadmap(roadmap)]
    done = Step.objects.filter(roadmap__in=visible, done_on__isnull=False).order_by("-done_on", "-id")
    if before is not None:
        done = done.filter(done_on__lte=before.date())
    # One day's worth more than asked for: steps done on the day of `before` may lie after its hour.
    found += [_of_step(step) for step in done[: limit + 100]]
    for aid in AidRequest.objects.filter(roadmap__in=visible, requested_on__isnull=False):
        found += _of_aid(aid)
    kept = [entry for entry in found if before is None or entry.at < before]
    return sorted(kept, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _address(roadmap_id: int) -> str:
    return reverse("roadmaps:detail", args=[roadmap_id])


def _of_roadmap(roadmap: Roadmap) -> Iterator[Entry]:
    yield Entry(
        at=_noon(roadmap.opened_on),
        key=f"roadmap-{roadmap.pk}-opened",
        icon="map-route",
        label=_("Roadmap opened"),
        title=roadmap.title,
        url=_address(roadmap.pk),
        by=roadmap.opened_by.name if roadmap.opened_by else "",
    )
    if roadmap.closed_on:
        yield Entry(
            at=_noon(roadmap.closed_on),
            key=f"roadmap-{roadmap.pk}-closed",
            icon="flag",
            label=_("Roadmap closed"),
            title=roadmap.title,
            text=roadmap.outcome,
            url=_address(roadmap.pk),
        )


def _of_step(step: Step) -> Entry:
    assert step.done_on is not None
    return Entry(
        at=_noon(step.done_on),
        key=f"step-{step.pk}-done",
        icon="check",
        label=_("Step done"),
        title=step.title,
        url=_address(step.roadmap_id),
    )


def _of_aid(aid: AidRequest) -> Iterator[Entry]:
    refused = aid.state == "refused"
    events = (
        ("requested", aid.requested_on, aid.requested_eur, _("Aid requested"), "send"),
        ("decided", aid.decided_on, None if refused else aid.obtained_eur,
         _("Aid refused") if refused else _("Aid obtained"), "ban" if refused else "gift"),
        ("paid", aid.paid_on, aid.paid_eur, _("Aid paid"), "coin-euro"),
    )  # fmt: skip
    for name, day, amount, label, icon in events:
        if day is not None:
            yield Entry(
                at=_noon(day),
                key=f"aid-{aid.pk}-{name}",
                icon=icon,
                label=label,
                title=aid.label,
                text=eur(amount),
                url=_address(aid.roadmap_id),
            )
