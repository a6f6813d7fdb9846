"""What do needs hold of people? Nobody is asked for; somebody may be named in the words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.needs.models import Need
from grappe.ui.personal import written

TABLES = (written(Need, _("Needs"), "title description evidence custom", plain="language"),)
