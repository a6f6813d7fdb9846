"""How often may the form of an event be sent? Counted in the database, by e-mail and by network address.

No third party is asked. What is kept are keyed digests (the server's secret is the key), for one day: from them nobody
can read who sent a form, and they serve nothing else.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from grappe.apps.events.enums import RegistrationState
from grappe.apps.events.models import Attempt, Event, Registration
from grappe.ui.errors import BadInput

KEPT = timedelta(days=1)
FORGOTTEN = timedelta(days=7)  # an address that was never confirmed
# So many forms in so long: a whole company behind one network address may register, a flood may not.
OF_ADDRESS = ((5, timedelta(hours=1)), (10, KEPT))
OF_NETWORK = ((30, timedelta(hours=1)), (100, KEPT))


@transaction.atomic
def count_attempt(*, event: Event, email: str, network: str, at: datetime) -> None:
    """Count one sending of an event's form; raise BadInput when there were too many, and count those no further."""
    told = _(
        "Too many registrations came from here in a short time. Please try again in an hour, or write to the organiser: "
        "%(email)s."
    ) % {"email": event.organiser.email}
    count_form(about=str(event.pk), email=email, network=network, told=told, at=at)


@transaction.atomic
def count_form(*, about: str, email: str, network: str, told: str, at: datetime) -> None:
    """Count one sending of a public form, also of a higher app; raise BadInput with `told` when there were too many.

    An address is counted by what the form is `about`, a network over all forms.
    """
    limits = (
        (_digest("email", f"{about} {email.strip().lower()}"), OF_ADDRESS),
        (_digest("network", _network(network)), OF_NETWORK),
    )
    for key, most in limits:
        for number, span in most:
            if Attempt.objects.filter(key=key, at__gt=at - span).count() >= number:
                raise BadInput(told)
    Attempt.objects.bulk_create([Attempt(key=key, at=at) for key, _most in limits])


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase the counts of yesterday, and whoever never confirmed an address; return how many of the latter."""
    Attempt.objects.filter(at__lte=at - KEPT).delete()
    never = Registration.objects.filter(
        state=RegistrationState.UNCONFIRMED, registered_at__lte=at - FORGOTTEN, confirmed_at=None
    )
    count = never.count()
    never.delete()
    return count


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"grappe.events.attempt.{kind}", value, algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """Return the address as it is counted: of IPv6 the network that one line has (/64)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 6:
        return str(ipaddress.ip_network(f"{found}/64", strict=False))
    return str(found)
