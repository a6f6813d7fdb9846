"""What do lists hold of people? Views and files by keys; somebody may be named in what a view looks for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.lists.enums import ActState, RowState
from grappe.apps.lists.models import BulkAct, BulkRow, FirstView, ListFile, SavedView
from grappe.ui.personal import Why, nobody, written

TABLES = (
    written(SavedView, _("Saved views of lists"), "name definition", plain="kind"),
    nobody(FirstView, Why.KEYS, "kind"),
    written(ListFile, _("Lists written as files"), "definition", files="stored_as", plain="kind language"),
    written(
        BulkAct,
        _("What was done to many rows at once"),
        "value definition said",
        plain="kind name language",
        done="by said created_at kind state rows_all undone_at",
        told_where=(("state__in", [ActState.RUNNING, ActState.DONE, ActState.UNDOING, ActState.UNDONE]),),
    ),
    # What was done to people holds their values without a name: it goes with them, and cannot be taken back then.
    written(
        BulkRow,
        _("What rows were before and after that"),
        "before after why",
        keyed=(("key", {"act__kind": "people"}, "companies.Person"),),
        told="act__said act__created_at state before after act__undone_at",
        told_where=(("state__in", [RowState.DONE, RowState.BACK, RowState.KEPT]),),
    ),
)
