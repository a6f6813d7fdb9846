"""Which states has a need, how urgent is it, and which states follow which?"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NeedState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    MET = "met", pgettext_lazy("need", "Met")
    DISMISSED = "dismissed", _("Dismissed")


class Urgency(IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")


# A proposed need is decided on; a decision can be taken back, a met need can come up again.
FOLLOWS: dict[NeedState, frozenset[NeedState]] = {
    NeedState.PROPOSED: frozenset({NeedState.CONFIRMED, NeedState.DISMISSED}),
    NeedState.CONFIRMED: frozenset({NeedState.MET, NeedState.DISMISSED}),
    NeedState.MET: frozenset({NeedState.CONFIRMED}),
    NeedState.DISMISSED: frozenset({NeedState.CONFIRMED}),
}
OPEN_STATES = (NeedState.PROPOSED, NeedState.CONFIRMED)
