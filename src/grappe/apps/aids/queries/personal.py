"""What does state aid hold of people? Nobody is asked for; somebody may be named in a remark."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.models import (
    AidProject,
    Award,
    Catalogue,
    Difference,
    DifferenceRow,
    Draft,
    DraftEvent,
    DraftText,
    Programme,
    ProgrammeImport,
    ProgrammeVector,
    Publication,
    SweepExport,
    SweepResult,
    SweepRun,
    SweptProgramme,
)
from grappe.ui.personal import Stays, Table, Why, nobody, written

TABLES = (
    nobody(
        Catalogue,
        Why.REFERENCE,
        "name country publisher licence attribution fields communes nuts digest report",
    ),
    nobody(Programme, Why.REFERENCE, "name summary kind status confidence content digest"),
    nobody(ProgrammeVector, Why.DERIVED, "language part passage words vector digest"),
    Table(
        Award,
        _("Awards of state aid"),
        stays=Stays.LEGAL,
        sealed=("label", "objective", "reference", "costs_reference", "withdrawn_because"),
        plain=("authority", "article", "terms", "gge_steps", "size_class", "origin"),
        hold="state_aid",
        hold_from="granted_on",
    ),
    written(Draft, _("Drafts of programmes"), "comment", plain="text base_text base_digest"),
    written(DraftText, _("Drafts of programmes"), "text", plain="page"),
    written(DraftEvent, _("Drafts of programmes"), "comment"),
    nobody(Difference, Why.DERIVED, "text_digest base_digest moves criteria labels message"),
    nobody(DifferenceRow, Why.FIGURES, "kind before after criteria"),
    written(Publication, _("Programmes"), "comment", plain="text digest"),
    written(
        ProgrammeImport,
        _("Imports of programmes"),
        "file_name",
        files="stored_as",
        plain="catalogue refusals report message",
    ),
    written(AidProject, _("Projects asked about"), "name content", plain="result"),
    nobody(SweepRun, Why.FIGURES, "catalogue digest message"),
    nobody(SweptProgramme, Why.FIGURES, "name version criteria questions by_cluster"),
    nobody(SweepResult, Why.FIGURES),
    nobody(SweepExport, Why.KEYS, "filters language", files="stored_as"),
)
