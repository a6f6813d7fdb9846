"""In which states are a draft, its difference and what was published?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftStart(TextChoices):
    """What a draft of a programme began with."""

    CHANGE = "change", _("Change of the programme in force")
    VERSION = "version", _("New version from a day on")
    NEW = "new", _("New programme")
    RESTORED = "restored", _("Earlier text restored")


class DraftState(TextChoices):
    OPEN = "open", _("Being written")
    REVIEW = "review", _("Waiting for review")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class DraftStep(TextChoices):
    """What happened to a draft on its way, each time with who, when and a comment."""

    ASKED = "asked", _("Asked for review")
    TAKEN_BACK = "taken_back", _("Taken back from review")
    SENT_BACK = "sent_back", _("Sent back")
    CARRIED_OVER = "carried_over", _("Based on the programme now in force")
    PUBLISHED = "published", _("Approved and published")
    DISCARDED = "discarded", _("Discarded")


class PublicationOrigin(TextChoices):
    CATALOGUE = "catalogue", _("Loaded from the catalogue folder")
    PAGE = "page", _("Published on the page")


class DifferenceState(TextChoices):
    RUNNING = "running", _("Being computed")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
