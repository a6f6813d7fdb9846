"""What may somebody be? The four roles inside; outsiders come by signed link and have none."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    CLUSTER_MANAGER = "cluster_manager", _("Cluster manager")
    MARKET_ANALYST = "market_analyst", _("Market analyst")
    MINISTRY = "ministry", _("Ministry (read only)")


class Scope(TextChoices):
    """Which companies does a role see, among those that are not kept to fewer people?"""

    ALL = "all", _("All companies")
    OWN = "own", _("Those of their own clusters and teams")


class Language(TextChoices):
    """The languages of pages and letters; notes may also be in Luxembourgish."""

    FRENCH = "fr", "Français"
    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"
