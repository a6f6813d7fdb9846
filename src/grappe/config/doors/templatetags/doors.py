"""Which ways in does the sign-in page offer?"""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def ways_in() -> dict[str, Any]:
    """Return the identity providers with their addresses, and whether they are the only way."""
    return {
        "only_sso": settings.WAYS_IN.only_sso,
        "providers": [
            {"name": one.name, "url": reverse(*_address(one))} for one in settings.WAYS_IN.providers
        ],
    }  # fmt: skip


def _address(one: Any) -> tuple[str, None, list[str]]:
    if one.kind == "oidc":
        return "openid_connect_login", None, [one.ident]
    return "saml_login", None, [one.ident]
