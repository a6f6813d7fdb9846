"""What can lists of matches and of introductions show and be asked for? Those of needs that somebody reads."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters.queries import themes
from grappe.apps.companies.queries.listing import of_company
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.matches.enums import IntroductionState, MatchState
from grappe.apps.matches.models import Introduction, Match
from grappe.apps.matches.permissions import check_can_view_matches
from grappe.apps.needs.queries.listing import theme_choices
from grappe.apps.needs.queries.texts import readable
from grappe.ui.listing import Asked, Column, Filter, Kind, Part, Relation, Shows, Takes
from grappe.ui.listing_conditions import choice, day, number, referred, text, whether
from grappe.ui.listing_custom import custom_part


def matches(asked: Asked) -> Kind:
    """Return the kind of record "matches": what was decided on a solution or programme for a need."""
    found = Kind(
        name="matches",
        label=_("Matches"),
        icon="puzzle",
        rows=lambda: _matches(asked),
        columns=(
            _target(""),
            _need(""),
            Column("theme", _("Theme"), lambda row: str(row.need.theme), sort=F("need__theme__position"), filled=True,
                   related=("need__theme",)),
            Column("state", _("State"), lambda row: str(row.get_state_display()), shows=Shows.STATE, sort="state"),
            Column("score", _("Score"), lambda row: round(row.score, 2), shows=Shows.NUMBER, sort=F("score"), filled=True),
            Column("decided", _("Decided"), lambda row: row.decided_at, shows=Shows.MOMENT, sort=F("decided_at"), filled=True),
            Column("by", _("Decided by"), lambda row: str(row.decided_by) if row.decided_by else "",
                   sort="decided_by__name", related=("decided_by",)),
        ),
        filters=(
            choice("state", _("State"), "state", lambda: MatchState.choices, nullable=False),
            whether("aid", _("Is an aid"), Q(programme__isnull=False)),
            Filter("theme", _("Theme"), Takes.CHOICE, referred("need__theme", themes, "slug"), choices=theme_choices,
                   nullable=False),
            number("score", _("Score"), "score", nullable=False),
            day("decided", _("Decided"), "decided_at", asked, moment=True, nullable=False),
        ),
        shown=("target", "need", "company", "state", "decided"),
        order="-decided",
        relations=(
            Relation("need", _("Need"), "needs", "pk", "need_id"),
            Relation("introductions", _("Introductions"), "introductions", "match"),
        ),
    )  # fmt: skip
    return found.with_more(
        of_company_of_need(asked, ""), custom_part(asked.of(custom_fields, RecordType.MATCH), asked)
    )


def introductions(asked: Asked) -> Kind:
    """Return the kind of record "introductions"."""
    found = Kind(
        name="introductions",
        label=_("Introductions"),
        icon="arrows-exchange",
        rows=lambda: _introductions(asked),
        columns=(
            Column("to", _("Introduced to"), lambda row: row.recipient_name, sort=F("recipient_name"), filled=True,
                   address=lambda row: reverse("matches:introduction", args=[row.pk])),
            Column("email", _("E-mail"), lambda row: row.recipient_email, shows=Shows.EMAIL, sort="recipient_email"),
            _target("match__"),
            _need("match__"),
            Column("state", _("State"), lambda row: str(row.get_state_display()), shows=Shows.STATE, sort="state"),
            Column("sent", _("Sent"), lambda row: row.sent_at, shows=Shows.MOMENT, sort=F("sent_at"), filled=True),
            Column("by", _("Sent by"), lambda row: str(row.sent_by) if row.sent_by else "", sort="sent_by__name",
                   related=("sent_by",)),
            Column("answered", _("Answered"), lambda row: row.answered_at, shows=Shows.MOMENT, sort="answered_at"),
            Column("outcome", _("Outcome"), lambda row: row.outcome),
        ),
        filters=(
            choice("state", _("State"), "state", lambda: IntroductionState.choices, nullable=False),
            text("to", _("Introduced to"), "recipient_name", nullable=False),
            day("sent", _("Sent"), "sent_at", asked, moment=True, nullable=False),
            day("answered", _("Answered"), "answered_at", asked, moment=True),
            whether("by_me", _("Sent by me"), Q(sent_by=asked.user.pk)),
            text("outcome", _("Outcome"), "outcome"),
        ),
        shown=("to", "target", "company", "state", "sent", "answered"),
        order="-sent",
        relations=(Relation("match", _("Match"), "matches", "pk", "match_id"),),
    )  # fmt: skip
    return found.with_more(
        of_company_of_need(asked, "match__"),
        custom_part(asked.of(custom_fields, RecordType.INTRODUCTION), asked),
    )


def _matches(asked: Asked) -> QuerySet[Match]:
    check_can_view_matches(asked.user)
    return Match.objects.filter(readable(asked.user, "need__"))


def _introductions(asked: Asked) -> QuerySet[Introduction]:
    check_can_view_matches(asked.user)
    return Introduction.objects.filter(readable(asked.user, "match__need__"))


def of_needs(asked: Asked) -> Part:
    """Return what matches tell of needs: the way to them."""
    return Part(relations=(Relation("matches", _("Matches"), "matches", "need"),))


def of_company_of_need(asked: Asked, path: str) -> Part:
    """Return what rows say and ask of the company behind their need."""
    return of_company(asked, f"{path}need__company")


def _target(path: str) -> Column:
    def shown(row: Match | Introduction) -> str:
        match = row.match if isinstance(row, Introduction) else row
        return str(match.solution or match.programme)

    return Column(
        "target", _("Solution or aid"), shown, related=(f"{path}solution", f"{path}programme"),
        address=lambda row: reverse("matches:match", args=[row.match_id if path else row.pk]),
    )  # fmt: skip


def _need(path: str) -> Column:
    def shown(row: Match | Introduction) -> Match:
        return row.match if isinstance(row, Introduction) else row

    return Column(
        "need", _("Need"), lambda row: shown(row).need.title, sort=F(f"{path}need__title"), filled=True,
        related=(f"{path}need",), address=lambda row: reverse("needs:detail", args=[shown(row).need_id]),
    )  # fmt: skip
