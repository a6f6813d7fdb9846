"""What if what comes from an identity provider is no XML at all? allauth takes it for a fault of ours; it is one of theirs."""

from __future__ import annotations

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from allauth.socialaccount.providers.saml.views import finish_acs
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Finish signing in by SAML; what cannot be read is refused like what is not signed."""
    from lxml.etree import XMLSyntaxError

    try:
        answer: HttpResponse = finish_acs(request, organization_slug)
    except (XMLSyntaxError, ValueError) as fault:
        provider = get_app_or_404(request, organization_slug).get_provider(request)
        answer = render_authentication_error(request, provider, exception=fault)
    return answer
