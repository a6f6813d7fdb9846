"""Which fixed lists of values do awards use?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LegalBasis(TextChoices):
    """Under which rule of the Union an aid was given; what may be cumulated and what is counted hangs on it."""

    DE_MINIMIS = "de_minimis", _("De minimis, Regulation (EU) 2023/2831")
    DE_MINIMIS_SGEI = "de_minimis_sgei", _("De minimis for services of general interest, (EU) 2023/2832")
    GBER = "gber", _("Block exemption, Regulation (EU) 651/2014")
    NOTIFIED = "notified", _("Notified aid, decision of the Commission")
    OTHER = "other", _("Other, or no State aid")


class Instrument(TextChoices):
    GRANT = "grant", _("Grant")
    SUBSIDY = "interest_subsidy", _("Interest subsidy")
    LOAN = "loan", _("Loan")
    GUARANTEE = "guarantee", _("Guarantee")
    TAX = "tax", _("Tax advantage")
    ADVICE = "advice", _("Advice that is paid for")
    OTHER = "other", _("Other instrument")


class AwardState(TextChoices):
    """Where the award's entry comes from, and whether it still stands."""

    DECLARED = "declared", _("Declared by the company")
    GRANTED = "granted", _("Granted by us")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class GgeSource(TextChoices):
    """How the gross grant equivalent of an award is known."""

    STATED = "stated", _("as the letter of grant says")
    COMPUTED = "computed", _("computed")
    UNKNOWN = "unknown", _("not known")
