"""Who sees a saved view, how are conditions joined, which files can a list become, how far is what is done to many rows?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class ActState(TextChoices):
    """How far is what is done to many rows at once?"""

    PREPARING = "preparing", _("Looking what would change")
    PREVIEW = "preview", _("Not done yet")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Failed")


class RowState(TextChoices):
    """What became of one row?"""

    PLANNED = "planned", _("Would change")
    LEFT = "left", _("Left as it is")
    DONE = "done", pgettext_lazy("a row", "Changed")
    BACK = "back", _("Taken back")
    KEPT = "kept", _("Not taken back")
