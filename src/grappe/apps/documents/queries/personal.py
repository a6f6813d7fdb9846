"""What do files hold of people? Their uploader's name, and whatever is in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.documents.models import Document, ExtractedText
from grappe.ui.personal import written

TABLES = (
    # What is in a file is looked for in its words as they were read (below); the file itself goes with them.
    written(Document, _("Files"), "name", beside="uploader", plain="content content_type sha256"),
    written(ExtractedText, _("In files"), content="text", plain="sha256 state language"),
)
