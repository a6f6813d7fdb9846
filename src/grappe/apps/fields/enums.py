"""Which records may have custom fields?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecordType(TextChoices):
    COMPANY = "company", _("Companies")
    PERSON = "person", _("People")
    CONTACT = "contact", _("Contacts")
    NEED = "need", _("Needs")
    MATCH = "match", _("Matches")
    INTRODUCTION = "introduction", _("Introductions")
    STEP = "step", _("Steps")
