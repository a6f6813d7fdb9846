"""What kinds of solution are there, for whom may they be meant, and which languages are spoken?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SolutionKind(models.TextChoices):
    SERVICE = "service", _("Service of the agency")
    PROVIDER = "provider", _("Provider")
    PARTNER = "partner", _("Research partner")


class Size(models.TextChoices):
    """Size classes of Annex I of Regulation (EU) No 651/2014, as the catalogue writes them."""

    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class Spoken(models.TextChoices):
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    LUXEMBOURGISH = "lb", _("Luxembourgish")
