"""Who is somebody whom an identity provider vouches for? Whoever has its verified e-mail address here; nobody else comes in,
unless the configuration gives strangers of that domain, or with that claim, a role."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind, Language
from grappe.apps.accounts.models import User
from grappe.apps.accounts.operations import identities, provide
from grappe.apps.accounts.operations.audit import note
from grappe.apps.accounts.queries import user_with_email
from grappe.apps.accounts.queries.identities import has_key
from grappe.apps.accounts.queries.identities import issuer_of as known_issuer
from grappe.apps.accounts.views.found import where
from grappe.config.doors.providers import Provider
from grappe.ui import clock


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever may have an account has got it by then."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose account it is, or make it, or refuse; the provider has been believed by now, signature and all."""
        found: Provider | None = settings.WAYS_IN.by_ident(sociallogin.account.provider)
        if found is None or sociallogin.state.get("process") != "login":
            raise refused(request, found, "", _("This way of signing in is not set up."))
        issuer = issuer_of(sociallogin, found)
        email = verified_email(sociallogin, found)
        if sociallogin.is_existing:
            _check_issuer(request, sociallogin, found, email, issuer)
            self._still_theirs(request, sociallogin, found, email)
            return
        if not email:
            raise refused(
                request, found, claimed_email(sociallogin),
                _("%(provider)s did not say that your e-mail address is verified, so we do not know whose account to open."),
            )  # fmt: skip
        _check_domain(request, found, email)
        user = user_with_email(email) or self._provided(request, sociallogin, found, email)
        if user is None:
            raise refused(
                request, found, email,
                _("%(provider)s knows you, but there is no account for you here. Ask an administrator to invite you."),
            )  # fmt: skip
        if not user.is_active:  # nothing is connected with an account that is closed
            raise ImmediateHttpResponse(get_account_adapter(request).respond_user_inactive(request, user))
        if has_key(user, found.ident):
            raise another_key(request, found, email)
        sociallogin.user = (
            user  # whose key it becomes once they are in (`settle`): the second factor comes before
        )

    def _still_theirs(self, request: HttpRequest, sociallogin: Any, found: Provider, email: str) -> None:
        """Refuse a known key that comes with the address of another account, or of a domain that is not the provider's.

        Whoever changed the provider behind an `id` may have given somebody's key to somebody else.
        """
        if not email:
            return
        _check_domain(request, found, email)
        whose = user_with_email(email)
        if whose is not None and whose.pk != sociallogin.user.pk:
            raise refused(
                request, found, email,
                _(
                    "%(provider)s says your address is that of another account than the one this sign-on opened before. "
                    "Ask an administrator to look at both."
                ),
            )  # fmt: skip

    def _provided(self, request: HttpRequest, sociallogin: Any, found: Provider, email: str) -> User | None:
        claims = claims_of(sociallogin)
        role = role_of(found, email, claims)
        if not role:
            return None
        language = get_language() if get_language() in Language.values else Language.FRENCH.value
        return provide(
            email=email, name=name_of(claims, found) or email.split("@")[0], role=role, language=str(language),
            provider=found.name, at=clock.now(), where=where(request),
        )  # fmt: skip

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        """What the provider answered could not be believed, or was no."""
        name = getattr(provider, "sub_id", "") or getattr(provider, "id", "")
        reason = (more.get("extra_context") or {}).get("saml_last_error_reason")
        fault = more.get("exception")
        said = str(
            reason or (fault and f"{type(fault).__name__} {fault}") or more.get("error") or ""
        ).strip()[:300]
        note(
            AuditKind.SIGN_IN_FAILED,
            at=clock.now(),
            where=where(request),
            method=f"sso:{name}",
            detail={"said": said},
        )


def settle(request: HttpRequest, sociallogin: Any, user: User) -> HttpResponse | None:
    """Keep the key of who came in by it, now that every factor was shown; what says why not where another one was quicker."""
    found: Provider | None = settings.WAYS_IN.by_ident(sociallogin.account.provider)
    if found is None:
        return None
    issuer = issuer_of(sociallogin, found)
    if sociallogin.account.pk is not None:
        identities.bind(account=sociallogin.account, issuer=issuer)
        return None

    def connect() -> Any:
        sociallogin.connect(request, user)
        return sociallogin.account

    kept = identities.link(
        user=user, provider=found.ident, name=found.name, issuer=issuer, connect=connect, at=clock.now(), where=where(request)
    )  # fmt: skip
    if kept:
        return None
    get_account_adapter(request).logout(request)
    answer: HttpResponse = another_key(request, found, user.email).response
    return answer


def issuer_of(sociallogin: Any, found: Provider) -> str:
    """Return who says so: the token's issuer, which the library compared with the provider's; else the one configured."""
    token = (sociallogin.account.extra_data or {}).get("id_token") or {}
    said = token.get("iss") if isinstance(token, dict) else None
    return str(said or found.issuer)


def _check_issuer(request: HttpRequest, sociallogin: Any, found: Provider, email: str, issuer: str) -> None:
    """Refuse a known number of another issuer: it may be somebody else's there."""
    known = known_issuer(sociallogin.account)
    if known and known != issuer:
        raise refused(
            request, found, email,
            _(
                "%(provider)s is another identity provider than the one this sign-on opened your account with. "
                "Ask an administrator to forget it."
            ),
        )  # fmt: skip


def another_key(request: HttpRequest, found: Provider, email: str) -> ImmediateHttpResponse:
    """Return what says that another key opens the account; it is written down."""
    return refused(
        request, found, email,
        _(
            "%(provider)s knows you by another key than before, and your account opens with the first one alone. "
            "Ask an administrator to forget it."
        ),
    )  # fmt: skip


def _check_domain(request: HttpRequest, found: Provider, email: str) -> None:
    if not found.any_domain and email.rpartition("@")[2] not in found.domains:
        raise refused(
            request, found, email,
            _("%(provider)s may not vouch for addresses of your domain. Sign in another way, or ask an administrator."),
        )  # fmt: skip


def refused(request: HttpRequest, found: Provider | None, email: str, why: str) -> ImmediateHttpResponse:
    """Return what says why not; it is written down."""
    note(
        AuditKind.SIGN_IN_REFUSED, at=clock.now(), email=email, where=where(request),
        method=f"sso:{found.ident}" if found else "sso",
    )  # fmt: skip
    words = {"why": why % {"provider": found.name if found else ""}}
    return ImmediateHttpResponse(render(request, "socialaccount/refused.html", words, status=403))


def verified_email(sociallogin: Any, found: Provider) -> str:
    """Return the address that the provider has verified, empty where it says of none that it has."""
    for known in sociallogin.email_addresses:
        if known.email and (found.trust_email or is_verified(known.verified)):
            return str(known.email).lower()
    return claimed_email(sociallogin) if found.trust_email else ""


def is_verified(said: object) -> bool:
    """Whether a provider says yes: by a boolean, or by the text that some send instead. The text "false" is no yes."""
    return said is True or (isinstance(said, str) and said.strip().lower() == "true")


def claimed_email(sociallogin: Any) -> str:
    return str(getattr(sociallogin.user, "email", "") or "").lower()


def claims_of(sociallogin: Any) -> dict[str, Any]:
    """Return what the provider said of them: of OpenID Connect the token's and the user's claims, of SAML the attributes."""
    data = sociallogin.account.extra_data or {}
    if "userinfo" in data or "id_token" in data:
        return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}
    return dict(data)


def role_of(found: Provider, email: str, claims: dict[str, Any]) -> str:
    """Return the role of the first rule that fits, empty where none does."""
    domain = email.rpartition("@")[2]
    for rule in found.rules:
        values = claims.get(rule.claim) if rule.claim else None
        listed = values if isinstance(values, list) else [values]
        if (rule.domain and rule.domain == domain) or (rule.claim and rule.value in map(str, listed)):
            return rule.role
    return ""


def name_of(claims: dict[str, Any], found: Provider) -> str:
    """Return what somebody is called, in the words of the provider."""
    mapping = found.app["settings"].get("attribute_mapping", {})
    for claim in ("name", mapping.get("name"), "displayName"):
        value = claims.get(claim) if claim else None
        text = value[0] if isinstance(value, list) and value else value
        if isinstance(text, str) and text.strip():
            return text.strip()[:200]
    return ""
