"""Who sees a saved view, how are conditions joined, and which files can a list become?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sharing(TextChoices):
    PRIVATE = "private", _("Only me")
    TEAM = "team", _("A team")
    EVERYBODY = "everybody", _("Everybody inside")


class Match(TextChoices):
    """How do the conditions of a group go together?"""

    ALL = "all", _("all of these")
    ANY = "any", _("any of these")
    NONE = "none", _("none of these")


class Format(TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class FileState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
