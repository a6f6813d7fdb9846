"""Which records may have custom fields?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecordType(TextChoices):
    COMPANY = "company", _("Companies")
    PERSON = "person", _("People")
