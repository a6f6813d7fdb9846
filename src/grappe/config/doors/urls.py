"""Which of allauth's pages are there? Those of signing in and of factors; nobody changes their own address or role."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn, login_webauthn
from allauth.urls import build_provider_urlpatterns
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import keeps_own_factors
from grappe.config.doors import saml
from grappe.config.doors.secrets import can_be_read


def closed(request: HttpRequest, **_more: str) -> HttpResponse:
    """Answer where allauth has a page that we have not; its names are still asked for by others of its pages."""
    raise Http404


def security(request: HttpRequest) -> HttpResponse:
    """Lead to the page where one keeps one's own factors."""
    return redirect("accounts:security")


View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Keep a page for whoever signs in with something of ours; else a session that was stolen would make itself a way in."""

    @wraps(view)
    def guarded(request: HttpRequest, **more: str) -> HttpResponse:
        if request.user.is_authenticated and not keeps_own_factors(request.user):
            raise PermissionDenied(
                _("You sign in with your organisation’s own sign-in: a second factor is set up there.")
            )
        return view(request, **more)

    return guarded


def readable(view: View) -> View:
    """Show recovery codes; where no key of the installation opens them, lead to making others instead of showing what is none."""

    @wraps(view)
    def guarded(request: HttpRequest, **more: str) -> HttpResponse:
        if request.user.is_authenticated and not can_be_read(request.user):
            messages.warning(request, _("Your recovery codes can no longer be read: make new ones."))
            return redirect("mfa_generate_recovery_codes")
        return view(request, **more)

    return guarded


def by_letter(view: View) -> View:
    """Close a page of passwords where none opens anything."""

    @wraps(view)
    def guarded(request: HttpRequest, **more: str) -> HttpResponse:
        if settings.WAYS_IN.only_sso:
            raise Http404
        return view(request, **more)

    return login_not_required(guarded)


def no_password(request: HttpRequest) -> HttpResponse:
    """Refuse a first password: whoever is signed in without one came by single sign-on; others get theirs by letter."""
    raise PermissionDenied(
        _("Your account has no password: you sign in with your organisation’s own sign-in.")
    )


# Each by allauth's own name: what must stay open while a factor is missing is known by it.
urlpatterns = [
    path("email/", closed),
    path("signup/", login_not_required(closed)),
    path("password/set/", no_password, name="account_set_password"),
    path("password/reset/", by_letter(account.password_reset), name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        by_letter(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("sso/", closed),
    path("sso/signup/", login_not_required(closed)),
    path("factors/", security),
    path("factors/totp/activate/", own(activate_totp), name="mfa_activate_totp"),
    path("factors/recovery-codes/", readable(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "factors/recovery-codes/download/",
        readable(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(
        "factors/recovery-codes/generate/",
        own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("factors/webauthn/", security),
    path("factors/webauthn/add/", own(add_webauthn), name="mfa_add_webauthn"),
    path("factors/webauthn/login/", login_not_required(login_webauthn)),
    path("sso/saml/<str:organization_slug>/acs/", saml.receive, name="saml_acs"),
    path("sso/saml/<str:organization_slug>/acs/finish/", saml.finish, name="saml_finish_acs"),
    path("sso/saml/<str:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
    path("sso/saml/<str:organization_slug>/sls/", login_not_required(closed)),
    path("", include("allauth.account.urls")),
    path("factors/", include("allauth.mfa.urls")),
    path("sso/", include("allauth.socialaccount.urls")),
    path("sso/", include(build_provider_urlpatterns())),
]
