"""Which of allauth's pages are there? Those of signing in and of factors; nobody changes their own address or role."""

from allauth.mfa.webauthn.views import login_webauthn
from allauth.urls import build_provider_urlpatterns
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from grappe.config.doors.saml import finish


def closed(request: HttpRequest) -> HttpResponse:
    """Answer where allauth has a page that we have not; its names are still asked for by others of its pages."""
    raise Http404


def security(request: HttpRequest) -> HttpResponse:
    """Lead to the page where one keeps one's own factors."""
    return redirect("accounts:security")


urlpatterns = [
    path("email/", closed),
    path("signup/", login_not_required(closed)),
    path("sso/", closed),
    path("sso/signup/", login_not_required(closed)),
    path("factors/", security),
    path("factors/webauthn/", security),
    path("factors/webauthn/login/", login_not_required(login_webauthn)),
    path("sso/saml/<slug:organization_slug>/acs/finish/", finish),
    path("", include("allauth.account.urls")),
    path("factors/", include("allauth.mfa.urls")),
    path("sso/", include("allauth.socialaccount.urls")),
    path("sso/", include(build_provider_urlpatterns())),
]
