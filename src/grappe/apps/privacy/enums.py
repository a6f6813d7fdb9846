"""In which states is somebody's request about their data?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")


class Handed(TextChoices):
    """How did somebody get what is known of them?"""

    JSON = "json", _("As data (JSON)")
    PDF = "pdf", _("On paper (PDF)")
    LINK = "link", _("By a link")
    OWN = "own", _("By themselves")
