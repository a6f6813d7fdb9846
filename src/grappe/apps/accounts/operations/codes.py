"""Which code of an authenticator app was used? Kept with the app: what was read over a shoulder opens nothing, whatever a cache
forgets (RFC 6238, section 5.2)."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

LAST = "last_counter"


@transaction.atomic
def use(authenticator: Authenticator, code: str) -> bool:
    """Use a code that is right; False where it, or a later one, was used already."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret, last = decrypt(row.data["secret"]), row.data.get(LAST, 0)
    for counter in yield_hotp_counters_from_time():
        if counter > last and compare_user_code(
            actual=code, expected=format_hotp_value(hotp_value(secret, counter))
        ):
            row.data[LAST] = counter
            row.save(update_fields=["data"])
            return True
    return False
