"""What came of a campaign: sent, answered, unsubscribed, needs and contacts, as figures, a chart and a list?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import AnswerKind, RecipientState
from grappe.apps.campaigns.models import Answer, Campaign, Recipient
from grappe.apps.campaigns.permissions import check_can_view_campaigns, check_can_view_recipients
from grappe.apps.campaigns.queries.campaigns import Progress, progress_of
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible, told_left_out
from grappe.ui import charts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_COLOURS = {
    "interested": "#2f9e5b", "call": "#1d6fdc", "not_for_us": "#8a93a0", "wrong_person": "#d9a400",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the results, with its share of what it is a part of (None: of nothing)."""

    key: str
    label: str
    number: int
    share: float | None = None


@dataclass(frozen=True)
class Results:
    """A campaign's figures: how the mails fared, what was answered, what came of it."""

    progress: Progress
    mails: tuple[Line, ...]
    answers: tuple[Line, ...]
    outcomes: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(line.number for line in self.answers)

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.mails, *self.answers, *self.outcomes)

    @property
    def chart(self) -> dict[str, Any] | None:
        """The answers as bars (ECharts); None while there is none. The table has the same figures."""
        if not self.answered:
            return None
        return charts.lying_bars((line.label, line.number, _COLOURS[line.key]) for line in self.answers)


def results_of(campaign: Campaign, *, for_user: User) -> Results:
    """Return the figures of a campaign, for everybody who may see campaigns. Three queries."""
    check_can_view_campaigns(for_user)
    progress = progress_of(campaign)
    given = Answer.objects.filter(recipient__campaign=campaign).aggregate(
        **{kind.value: Count("pk", filter=Q(kind=kind)) for kind in AnswerKind},
        needs=Count("need"), contacts=Count("contact"),
    )  # fmt: skip
    unsubscribed = campaign.unsubscriptions.count()
    sent = progress.of(RecipientState.SENT)
    mails = [Line("sent", _("Sent"), sent, _share(sent, progress.total))]
    mails += [
        Line(state, str(RecipientState(state).label), number, _share(number, progress.total))
        for state in (RecipientState.WAITING, RecipientState.SENDING, RecipientState.FAILED,
                      RecipientState.REFUSED, RecipientState.UNCERTAIN)
        if (number := progress.of(state))
    ]  # fmt: skip
    answers = [
        Line(kind.value, str(kind.label), given[kind.value], _share(given[kind.value], sent))
        for kind in AnswerKind
    ]
    outcomes = (
        Line("unsubscribed", _("Unsubscribed by this mail"), unsubscribed, _share(unsubscribed, sent)),
        Line("needs", _("Needs that came of it"), given["needs"]),
        Line("contacts", _("Contacts that came of it"), given["contacts"]),
    )
    return Results(progress, tuple(mails), tuple(answers), outcomes)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """How a campaign fared, for a page of another app that lists some."""

    sent: int = 0
    waiting: int = 0
    left_out: int = 0
    refused: frozenset[int] = frozenset()  # the addresses (ids) that answered "not for us"


def figures_of(campaign_ids: Collection[int], *, for_user: User) -> dict[int, Figures]:
    """Return the figures of some campaigns by their ids. Two queries."""
    check_can_view_campaigns(for_user)
    states: dict[int, dict[str, int]] = {pk: {} for pk in campaign_ids}
    rows = Recipient.objects.filter(campaign__in=campaign_ids).order_by().values_list("campaign_id", "state")
    for pk, state, number in rows.annotate(number=Count("pk")):
        states[pk][state] = number
    refused: dict[int, set[int]] = {pk: set() for pk in campaign_ids}
    answers = Answer.objects.filter(recipient__campaign__in=campaign_ids, kind=AnswerKind.NOT_FOR_US)
    for pk, address in answers.order_by().values_list("recipient__campaign_id", "recipient__address_id"):
        refused[pk].add(address)
    return {
        pk: Figures(
            sent=found.get(RecipientState.SENT, 0),
            waiting=found.get(RecipientState.WAITING, 0) + found.get(RecipientState.SENDING, 0),
            left_out=found.get(RecipientState.LEFT_OUT, 0),
            refused=frozenset(refused[pk]),
        )
        for pk, found in states.items()
    }


def people_written_to(topic: str) -> int:
    """Return how many addresses got a mail about a topic, each counted once however many mails it got. One query."""
    sent = Recipient.objects.filter(campaign__topic=topic, state=RecipientState.SENT)
    return sent.aggregate(number=Count("address", distinct=True))["number"] or 0


def written_to(campaign: Campaign, *, for_user: User) -> dict[int, date]:
    """Return the companies (ids) that a mail of a campaign was sent to, each with the day of its first. One query."""
    check_can_view_campaigns(for_user)
    sent = Recipient.objects.filter(campaign=campaign, state=RecipientState.SENT)
    days = sent.values_list("company_id").annotate(first=Min("sent_at")).order_by("company_id")
    here = timezone.get_current_timezone()
    return {company: first.astimezone(here).date() for company, first in days}


def answers_of(campaign: Campaign, *, for_user: User, kind: str = "") -> QuerySet[Answer]:
    """Return what was answered, the latest first, with who answered and what came of it. Two queries."""
    check_can_view_recipients(for_user)
    found = Answer.objects.filter(of_visible(for_user, "recipient__company"), recipient__campaign=campaign)
    if kind in AnswerKind.values:
        found = found.filter(kind=kind)
    found = found.select_related(
        "recipient__company", "recipient__person", "recipient__address", "need", "contact"
    )
    return found.prefetch_related("recipient__company__clusters").order_by("-answered_at", "-pk")


def unseen_answers(campaign: Campaign, *, for_user: User) -> str:
    """Return in words how many answers the list leaves out, "" for none. One query, none for administrators."""
    check_can_view_recipients(for_user)
    every = Answer.objects.filter(recipient__campaign=campaign)
    return told_left_out(every, for_user=for_user, columns=["recipient__company"])


def answer_for(pk: int, *, for_user: User) -> Answer:
    """Return one answer with its campaign and company; raise Answer.DoesNotExist."""
    check_can_view_recipients(for_user)
    found = Answer.objects.select_related(
        "recipient__campaign__programme", "recipient__company", "recipient__person"
    )
    answer = found.prefetch_related("recipient__company__clusters").get(pk=pk)
    check_can_view_company(for_user, answer.recipient.company)
    return answer
