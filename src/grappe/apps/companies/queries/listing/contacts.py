"""What can a list of contacts show and be asked for, and what do contacts tell of companies?"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.companies.enums import Audience, ContactKind, ContactState
from grappe.apps.companies.models import Contact
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.listing.shared import of_company
from grappe.apps.companies.queries.policy import readable
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.listing import Asked, Choices, Column, Filter, Kind, Part, Shows, Takes
from grappe.ui.listing_conditions import choice, compared, dated, day, of_other, text, whether
from grappe.ui.listing_custom import custom_part


def kind(asked: Asked) -> Kind:
    """Return the kind of record "contacts": those that somebody reads, and no others."""
    found = Kind(
        name="contacts",
        label=_("Contacts"),
        icon="message-circle",
        rows=lambda: _rows(asked),
        columns=_columns(),
        filters=_filters(asked),
        shown=("day", "subject", "company", "kind", "state", "team"),
        order="-day",
    )
    return found.with_more(of_company(asked), custom_part(asked.of(custom_fields, RecordType.CONTACT), asked))


def _rows(asked: Asked) -> QuerySet[Contact]:
    check_can_view_companies(asked.user)
    return Contact.objects.filter(readable(asked.user))


def _columns() -> tuple[Column, ...]:
    return (
        Column("day", _("Day"), lambda row: row.starts_at, shows=Shows.MOMENT, sort=F("starts_at"), filled=True),
        Column(
            "subject", _("Subject"), lambda row: row.subject, sort="subject",
            address=lambda row: reverse("companies:contact", args=[row.pk]),
        ),
        Column("kind", _("Kind"), lambda row: str(row.get_kind_display()), sort="kind"),
        Column("state", _("State"), lambda row: str(row.get_state_display()), shows=Shows.STATE, sort="state"),
        Column("place", _("Place"), lambda row: row.place, sort="place"),
        Column(
            "people", _("Participants"), lambda row: [str(each) for each in row.people.all()],
            shows=Shows.LABELS, fetched=("people",),
        ),
        Column(
            "team", _("From our side"), lambda row: [str(each) for each in row.team.all()],
            shows=Shows.LABELS, fetched=("team",),
        ),
        Column("audience", _("Who reads it"), lambda row: str(row.get_audience_display()), sort="audience"),
        Column("next", _("Next contact"), lambda row: row.next_contact_on, shows=Shows.DAY, sort="next_contact_on"),
    )  # fmt: skip


def _filters(asked: Asked) -> tuple[Filter, ...]:
    team = Contact.team.through.objects.filter(contact=OuterRef("pk"))
    return (
        day("day", _("Day"), "starts_at", asked, moment=True, nullable=False),
        choice("state", _("State"), "state", lambda: ContactState.choices, nullable=False),
        choice("kind", _("Kind"), "kind", lambda: ContactKind.choices, nullable=False),
        text("subject", _("Subject"), "subject", nullable=False),
        text("notes", _("Notes"), "notes"),
        text("place", _("Place"), "place"),
        Filter(
            "team", _("From our side"), Takes.CHOICE,
            of_other(team.filter, lambda op, value: compared("user_id", op, value)), choices=_colleagues,
        ),
        whether("with_me", _("With me"), Q(Exists(team.filter(user=asked.user.pk)))),
        choice("audience", _("Who reads it"), "audience", lambda: Audience.choices, nullable=False),
        day("next", _("Next contact"), "next_contact_on", asked),
    )  # fmt: skip


def _colleagues() -> Choices:
    roles = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)
    return [(str(user.pk), user.name) for user in colleagues(*roles)]


def of_companies(asked: Asked) -> Part:
    """Return what contacts tell of companies: when was the last, when is the next.

    That there was one is told to whoever sees the company, as on its page; what was said is not.
    """
    planned = Contact.objects.filter(company=OuterRef("pk"), state=ContactState.PLANNED)
    following = Subquery(planned.order_by("starts_at").values("starts_at")[:1])
    return Part(
        (
            Column(
                "last_contact", _("Last contact"), lambda row: row.latest.last_held_at, shows=Shows.MOMENT,
                sort="latest__last_held_at", related=("latest",),
            ),
            Column(
                "planned_contact", _("Planned contact"), lambda row: row.planned_at, shows=Shows.MOMENT,
                sort=following, known=Q(Exists(planned)), extra={"planned_at": following},
            ),
        ),
        (
            day("last_contact", _("Last contact"), "latest__last_held_at", asked, moment=True),
            Filter(
                "planned_contact", _("Planned contact"), Takes.DAY,
                of_other(planned.filter, lambda op, value: dated("starts_at", op, value, asked, moment=True)),
            ),
        ),
    )  # fmt: skip
