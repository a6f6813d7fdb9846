"""What can a list of people at companies show and be asked for?"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.companies.models import Person
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.listing.shared import company_address, of_company
from grappe.apps.companies.queries.policy import of_visible
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.listing import Asked, Column, Kind, Op, Shows
from grappe.ui.listing_conditions import choice, day, text, whether
from grappe.ui.listing_custom import custom_part


def kind(asked: Asked) -> Kind:
    """Return the kind of record "people"; one query for the custom fields."""
    found = Kind(
        name="people",
        label=_("People"),
        icon="users",
        rows=lambda: _rows(asked),
        columns=(
            Column("name", _("Name"), lambda row: row.name, sort=F("name"), filled=True, address=company_address,
                   related=("company",)),
            Column("function", _("Function"), lambda row: row.function, sort="function"),
            Column("email", _("E-mail"), lambda row: row.email, shows=Shows.EMAIL, sort="email"),
            Column("phone", _("Phone"), lambda row: row.phone),
            Column("language", _("Language"), lambda row: str(row.get_language_display()), sort="language"),
            Column("head", _("Head of the company"), lambda row: row.is_head, shows=Shows.YES_NO, sort="is_head"),
            Column("left", _("Left on"), lambda row: row.left_on, shows=Shows.DAY, sort="left_on"),
        ),
        filters=(
            text("name", _("Name"), "name", nullable=False),
            text("function", _("Function"), "function"),
            text("email", _("E-mail"), "email"),
            text("phone", _("Phone"), "phone"),
            choice("language", _("Language"), "language", lambda: Language.choices, nullable=False),
            whether("head", _("Head of the company"), Q(is_head=True)),
            whether("gone", _("Has left"), Q(left_on__isnull=False)),
            day("left", _("Left on"), "left_on", asked),
        ),
        shown=("name", "function", "company", "email", "phone"),
        order="name",
        start=({"filter": "gone", "op": Op.NO},),
    )  # fmt: skip
    return found.with_more(of_company(asked), custom_part(asked.of(custom_fields, RecordType.PERSON), asked))


def _rows(asked: Asked) -> QuerySet[Person]:
    check_can_view_companies(asked.user)
    return Person.objects.filter(of_visible(asked.user))
