"""What in the configuration of the ways in should somebody know before they open the door?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register("security")
def ways_in(**_more: Any) -> list[CheckMessage]:
    """Name each identity provider that may vouch for everybody: `grappe check` and the start say so."""
    return [
        Warning(
            f"The identity provider “{each.ident}” may vouch for addresses of any domain: whoever it calls verified opens the "
            "account with that address, an administrator's too.",
            hint="Name its `domains` (GRAPPE_OIDC_DOMAINS), unless everybody it knows is one of yours.",
            id="grappe.W001",
        )
        for each in settings.WAYS_IN.providers
        if each.any_domain
    ]
