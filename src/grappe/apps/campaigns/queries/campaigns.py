"""Which campaigns are there, how does one stand, and who is in it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grappe.apps.aids import queries as aids
from grappe.apps.campaigns.enums import CampaignState, LeftOut, RecipientState
from grappe.apps.campaigns.models import Campaign, Recipient
from grappe.apps.campaigns.permissions import check_can_view_campaigns, check_can_view_recipients
from grappe.apps.campaigns.queries.segments import Segment, picks_of
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible, reference, told_left_out

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
SIZES = {
    "micro": gettext_lazy("Micro"), "small": gettext_lazy("Small"), "medium": gettext_lazy("Medium"),
    "large": gettext_lazy("Large"), "unknown": gettext_lazy("Not known"),
}  # fmt: skip
_STATES = RecipientState


def campaigns(*, for_user: User, state: str = "") -> QuerySet[Campaign]:
    """Return the campaigns with their counts, the latest first. One query."""
    check_can_view_campaigns(for_user)
    found = Campaign.objects.select_related("created_by", "programme").defer("programme__content")
    if state:
        found = found.filter(state=state)
    return found.annotate(
        chosen=Count("recipients", filter=~Q(recipients__state=_STATES.LEFT_OUT)),
        gone=Count("recipients", filter=Q(recipients__state=_STATES.SENT)),
        answered=Count("recipients__answer"),
    ).order_by("-created_at", "-id")


def campaign_for(pk: int, *, for_user: User) -> Campaign:
    """Return one campaign with its changes; raise Campaign.DoesNotExist."""
    check_can_view_campaigns(for_user)
    found = Campaign.objects.select_related("created_by", "changed_by", "programme")
    return found.prefetch_related("changes__by_user").get(pk=pk)


def closes_on(programme: Any, *, on: date) -> date | None:
    """Return the last day for applications to a programme in its version of a day; None where it has none on file."""
    read = aids.details(programme.slug) if programme is not None else None
    if read is None:
        return None
    version, _in_force = read.version_on(on)
    return version.window.period.last


@dataclass(frozen=True)
class Progress:
    """How far the sending is: how many recipients are in which state."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(number for state, number in self.counts.items() if state != _STATES.LEFT_OUT)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def waiting(self) -> int:
        return self.of(_STATES.WAITING) + self.of(_STATES.SENDING)

    @property
    def uncertain(self) -> int:
        return self.of(_STATES.UNCERTAIN)

    def of(self, state: str) -> int:
        return self.counts.get(state, 0)


def progress_of(campaign: Campaign) -> Progress:
    """Return how far the sending of a campaign is. One query."""
    rows = campaign.recipients.order_by().values_list("state").annotate(number=Count("pk"))
    return Progress({state: number for state, number in rows})


def left_out_of(campaign: Campaign) -> list[tuple[str, int]]:
    """Return why recipients were left out, with how many, the most frequent first, in words."""
    rows = campaign.recipients.filter(state=_STATES.LEFT_OUT).order_by().values_list("reason")
    counted = sorted(rows.annotate(number=Count("pk")), key=lambda row: (-row[1], row[0]))
    return [(str(LeftOut(reason).label), number) for reason, number in counted]


def recipients(campaign: Campaign, *, for_user: User, state: str = "") -> QuerySet[Recipient]:
    """Return who is in a campaign, with their answers; those left out last. One query."""
    check_can_view_recipients(for_user)
    found = campaign.recipients.filter(of_visible(for_user))
    found = found.select_related("company", "person", "address", "answer")
    if state in _STATES.values:
        found = found.filter(state=state)
    return found.order_by("reason", "company_name", "name", "pk")


def unseen_recipients(campaign: Campaign, *, for_user: User) -> str:
    """Return in words how many recipients the list leaves out, "" for none. One query, none for administrators."""
    check_can_view_recipients(for_user)
    return told_left_out(campaign.recipients.all(), for_user=for_user)


def recipient_for(pk: int, *, for_user: User) -> Recipient:
    """Return one recipient with the campaign; raise Recipient.DoesNotExist."""
    check_can_view_recipients(for_user)
    found = Recipient.objects.select_related(
        "campaign__created_by", "campaign__programme", "company", "person", "address", "answer"
    )
    recipient = found.prefetch_related("company__clusters").get(pk=pk)
    check_can_view_company(for_user, recipient.company)
    return recipient


def shown_recipient(campaign: Campaign, pk: int | None, *, for_user: User) -> Recipient | None:
    """Return the recipient a preview shows: the one asked for, else the first who is written to."""
    chosen = (
        campaign.recipients.filter(of_visible(for_user))
        .exclude(address=None)
        .select_related("address", "company")
    )
    asked = chosen.filter(pk=pk).first() if pk is not None else None
    return asked or chosen.order_by("pk").first()


def is_busy(campaign: Campaign) -> bool:
    """Return whether the page should look again by itself."""
    return campaign.state == CampaignState.SENDING


def segment_words(campaign: Campaign) -> list[str]:
    """Return in words whom a campaign means, one restriction a line."""
    segment = Segment.of(campaign.segment)
    words: list[str] = []
    if segment.verdict and campaign.programme is not None:
        said = {
            "eligible": _("eligible"),
            "possible": _("eligible or undetermined"),
            "company_fits": _("nothing about the company is open"),
        }
        found = said.get(segment.verdict, _("something is unknown"))
        words.append(
            _("By the sweep for %(programme)s: %(verdict)s")
            % {"programme": campaign.programme, "verdict": found}
        )
    if segment.newly:
        words.append(_("Newly eligible since the sweep before"))
    if segment.companies:
        number = len(segment.companies)
        words.append(
            ngettext("%(number)d chosen company", "%(number)d chosen companies", number) % {"number": number}
        )
    if segment.clusters:
        names = {each.slug: str(each) for each in clusters.clusters()}
        words.append(", ".join(names.get(slug, slug) for slug in segment.clusters))
    if segment.size:
        words.append(_("Size: %(size)s") % {"size": SIZES.get(segment.size, segment.size)})
    if segment.canton:
        words.append(_("Canton of %(name)s") % {"name": segment.canton})
    if segment.commune:
        known = {each.pk: each.name for rows in reference.communes_by_canton().values() for each in rows}
        words.append(_("Commune: %(name)s") % {"name": known.get(segment.commune, segment.commune)})
    if segment.section:
        words.append(_("NACE section %(section)s") % {"section": segment.section})
    if segment.need_theme:
        named = next(
            (str(each) for each in clusters.themes() if each.slug == segment.need_theme), segment.need_theme
        )
        words.append(_("With an open need: %(theme)s") % {"theme": named})
    if segment.again:
        words.append(_("Only those written to before who have not answered"))
    return _with_picked(words, campaign, segment)


def _with_picked(words: list[str], campaign: Campaign, segment: Segment) -> list[str]:
    picks = picks_of(campaign)
    if segment.picked_only:
        words.append(_("Only those added from lists"))
    words = words or [_("All companies that the author may write to")]
    if number := len(picks.companies):
        words.append(
            ngettext("%(number)d company added from a list", "%(number)d companies added from a list", number)
            % {"number": number}
        )
    if number := len(picks.people):
        words.append(
            ngettext("%(number)d person added from a list", "%(number)d people added from a list", number)
            % {"number": number}
        )
    return words
