"""Which states may an aid take, which come after which, and how is a cadence counted?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AidState(TextChoices):
    PLANNED = "planned", pgettext_lazy("aid", "Planned")
    REQUESTED = "requested", pgettext_lazy("aid", "Requested")
    OBTAINED = "obtained", pgettext_lazy("aid", "Obtained")
    REFUSED = "refused", pgettext_lazy("aid", "Refused")
    PAID = "paid", pgettext_lazy("aid", "Paid")


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
