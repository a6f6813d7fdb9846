"""Which door do the raw data pages have? The one of all pages: with its factors, its lock and its audit."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# What opens accounts: written by the door and by the pages of accounts, which write down who did it.
OF_THE_DOOR = (EmailAddress, EmailConfirmation, Authenticator, SocialAccount, SocialApp, SocialToken)


def close() -> None:
    """Put the pages behind the door; once all of them are known."""
    admin.site.login = login  # type: ignore[method-assign]
    admin.site.logout = logout  # type: ignore[method-assign,assignment]
    for model in OF_THE_DOOR:
        if admin.site.is_registered(model):
            admin.site.unregister(model)


@login_not_required
def login(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send a stranger to the sign-in page, and who may come in on to where they wanted; others are refused."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = "/admin/"
    if not request.user.is_authenticated:
        return redirect_to_login(wanted)
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect(wanted)


@require_POST
def logout(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Sign out as on every other page: it is written down."""
    get_adapter(request).logout(request)
    return redirect("account_login")
