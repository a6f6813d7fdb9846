"""What do texts that several people write hold of people? Who wrote when, and whoever is named in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.texts.models import Presence, SharedText, TextUpdate
from grappe.ui.personal import written

TABLES = (
    written(SharedText, _("Texts written together"), "plain", content="state"),
    written(TextUpdate, _("Texts written together"), content="data", beside="writer", plain="page"),
    written(Presence, _("Texts written together"), beside="name", plain="page"),
)
