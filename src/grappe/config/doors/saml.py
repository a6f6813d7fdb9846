"""What may an identity provider send us by SAML? An answer to what we asked, signed, with a name that lasts; and no logout."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.utils import build_saml_config, get_app_or_404
from allauth.socialaccount.providers.saml.views import FinishACSView, acs
from allauth.socialaccount.sessions import LoginSession
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
MOST = 1_000_000  # characters of an answer
KEPT = 600  # seconds for which an answer waits until the browser that brought it comes back for it
RATE = {"saml_acs": "100/m/ip"}  # as at the door of passwords: an office of fifty sits behind one address


class Unlasting(Exception):
    """Who it is was said by a name that is another one each time: nobody could be known again by it."""


class LastingProvider(SAMLProvider):  # type: ignore[misc]  # allauth has no types
    def extract_uid(self, data: Any) -> Any:
        if self._extract(data).get("uid") is None and data.get_nameid_format() == TRANSIENT:
            raise Unlasting("transient NameID")
        return super().extract_uid(data)


class Finish(FinishACSView):  # type: ignore[misc]  # allauth has no types
    def get_provider(self, organization_slug: str) -> SAMLProvider:
        return LastingProvider(self.request, app=self.get_app(organization_slug))


def _refused(request: HttpRequest, organization_slug: str, fault: Exception) -> HttpResponse:
    provider = get_app_or_404(request, organization_slug).get_provider(request)
    answer: HttpResponse = render_authentication_error(request, provider, exception=fault)
    return answer


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Take an answer in, for the browser to come back with its own session; of strangers' posts nothing is kept."""
    get_app_or_404(request, organization_slug)
    too_often = ratelimit.consume(request, app="allauth.account", action="saml_acs", config=RATE) is None
    if too_often:
        answer: HttpResponse = ratelimit.respond_429(request)
        answer["Retry-After"] = "60"
        return answer
    try:
        _read(request.POST.get("SAMLResponse", ""))
    except ValueError as fault:
        return _refused(request, organization_slug, fault)
    LoginSession(request, "saml_acs_session", "saml-acs-session").store.set_expiry(KEPT)
    answer = acs(request, organization_slug)
    return answer


def _read(text: str) -> None:
    """Raise ValueError for what is no XML at all: nobody's signature is looked for in it."""
    from base64 import b64decode

    from lxml.etree import XMLSyntaxError
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

    if not text or len(text) > MOST:
        raise ValueError("no answer, or one that is too long")
    try:
        OneLogin_Saml2_XML.to_etree(b64decode(text))
    except (XMLSyntaxError, ValueError) as fault:
        raise ValueError(f"no XML: {fault}") from fault


@login_not_required
def finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Finish signing in. An answer that was given once already, or to another browser, is refused like what is not signed."""
    try:
        answer: HttpResponse = Finish.as_view()(request, organization_slug)
    except (PermissionDenied, Unlasting) as fault:
        return _refused(request, organization_slug, fault)
    return answer


@login_not_required
@require_GET
def metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Say who we are; not where to log somebody out, for nobody does so from elsewhere."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    config = build_saml_config(
        request, get_app_or_404(request, organization_slug).settings, organization_slug
    )
    del config["sp"]["singleLogoutService"]
    text = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True).get_sp_metadata()
    return HttpResponse(text, content_type="text/xml")
