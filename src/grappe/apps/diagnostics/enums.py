"""Which fixed lists of values do diagnostics use?"""

from decimal import Decimal

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(IntegerChoices):
    """How much a finding matters; the engine's low, medium and high."""

    MINOR = 1, _("Minor")
    NOTABLE = 2, _("Notable")
    SERIOUS = 3, _("Serious")


class SizeClass(TextChoices):
    """Size by headcount alone (the limits of Recommendation 2003/361/EC, Annex, Article 2), to group peers."""

    MICRO = "micro", _("fewer than 10 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    LARGE = "large", _("250 people or more")

    @classmethod
    def of(cls, headcount: Decimal) -> "SizeClass":
        """Return the class of a headcount (annual work units)."""
        for limit, size in ((10, cls.MICRO), (50, cls.SMALL), (250, cls.MEDIUM)):
            if headcount < limit:
                return size
        return cls.LARGE
