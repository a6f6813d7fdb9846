"""What do files hold of people? Their uploader's name, and whatever is in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.documents.models import Document
from grappe.ui.personal import written

TABLES = (
    written(Document, _("Files"), "name", beside="uploader", content="content", plain="content_type sha256"),
)
