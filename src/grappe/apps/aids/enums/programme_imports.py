"""How far is an import of programmes?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProgrammeImportState(TextChoices):
    CHECKING = "checking", _("Dry run under way")
    CHECKED = "checked", _("Dry run done")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")
