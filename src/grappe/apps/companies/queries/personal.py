"""What does the file of companies hold of people, and what does erasing somebody do to it?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.models import (
    Commune,
    Company,
    CompanyCluster,
    CompanyFact,
    Contact,
    ContactReader,
    ImportRun,
    KeptOut,
    Latest,
    Mark,
    NaceCode,
    NoteRevision,
    Ownership,
    Person,
    Reply,
    YearFigures,
)
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

TABLES = (
    nobody(Commune, Why.REFERENCE, "name canton tile_label"),
    nobody(NaceCode, Why.REFERENCE, "code parent_code section label_en label_fr label_de search_text"),
    written(
        Company,
        _("Companies"),
        "name brand activity street website custom",
        plain="rcs_number vat_number country postcode city external_id search_text sort_name",
    ),
    nobody(CompanyCluster, Why.KEYS),
    written(YearFigures, _("Figures of companies"), "source"),
    written(CompanyFact, _("Answers to criteria"), "value", plain="field"),
    held(
        Ownership,
        _("Owners of companies"),
        Category.OWNERS,
        names="owner_name",
        only_named="owner_name",
        # Who controls a company tells its size, on which an aid depends: kept as long as the aid's own file.
        hold="state_aid",
        hold_from="owned__awards__granted_on",
    ),
    held(
        Person,
        _("People at companies"),
        Category.CONTACTS,
        names="name",
        emails="email",
        details="function phone custom",
    ),
    written(
        Contact,
        _("Meetings, calls and notes"),
        "subject place notes link custom",
        links="people",
    ),
    held(
        Reply,
        _("Answers to invitations"),
        Category.CONTACTS,
        names="name",
        emails="email",
        details="words",
        own="person",
    ),
    # Found by nobody's name: the marks of whom a file may not bring back. They go by a rule of retention.
    held(
        KeptOut,
        _("Marks of people who were erased"),
        Category.ASKING,
        Stays.OBJECTION,
        marks="mark",
        drops=True,
    ),
    nobody(ContactReader, Why.KEYS),
    nobody(Latest, Why.DERIVED),
    written(NoteRevision, _("Earlier versions of notes"), "text", plain="page"),
    written(Mark, _("Marked passages of notes"), "passage"),
    written(
        ImportRun,
        _("Imports of companies"),
        "file_name rejections proposals erased",
        files="stored_as",
        plain="mapping message lacking",
    ),
)
