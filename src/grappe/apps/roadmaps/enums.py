"""Which states may an aid take, which come after which, and how is a cadence counted?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AidState(TextChoices):
    PLANNED = "planned", _("Planned")
    REQUESTED = "requested", _("Requested")
    OBTAINED = "obtained", _("Obtained")
    REFUSED = "refused", _("Refused")
    PAID = "paid", _("Paid")


# What may come after a state. The state itself is always allowed: its amount or day is put right.
AID_TRANSITIONS: dict[str, tuple[str, ...]] = {
    AidState.PLANNED: (AidState.REQUESTED,),
    AidState.REQUESTED: (AidState.OBTAINED, AidState.REFUSED, AidState.PLANNED),  # planned: withdrawn
    AidState.OBTAINED: (AidState.PAID, AidState.REFUSED),  # refused: taken back
    AidState.REFUSED: (AidState.REQUESTED,),  # asked for again
    AidState.PAID: (),
}


class CadenceUnit(TextChoices):
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")
