"""Which identity providers may say who somebody is? Read from a file or from the environment, once, when Grappe starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.core.exceptions import ImproperlyConfigured

ROLES = ("administrator", "cluster_manager", "market_analyst", "ministry")
SHIBBOLETH = {
    "uid": "urn:oasis:names:tc:SAML:attribute:subject-id",
    "email": "urn:oid:0.9.2342.19200300.100.1.3",
    "name": "urn:oid:2.16.840.1.113730.3.1.241",
}


@dataclass(frozen=True)
class Rule:
    """Who gets which role without having been invited: everybody of a domain, or with a value in a claim."""

    role: str
    domain: str = ""
    claim: str = ""
    value: str = ""


@dataclass(frozen=True)
class Provider:
    """An identity provider as it was configured."""

    ident: str
    name: str
    kind: str  # oidc, saml
    trust_email: bool = False  # its addresses count as verified, whether it says so or not
    domains: tuple[str, ...] = ()  # whose addresses it may vouch for; none: nobody's
    any_domain: bool = False  # all of them, as far as it calls them verified: said by `domains: any`
    issuer: str = ""  # who says so: the issuer of OpenID Connect, the entity of SAML
    rules: tuple[Rule, ...] = ()
    app: dict[str, Any] = field(default_factory=dict)  # as allauth takes it


@dataclass(frozen=True)
class Ways:
    """How people come in beside the password."""

    providers: tuple[Provider, ...] = ()
    only_sso: bool = False

    def by_ident(self, ident: str) -> Provider | None:
        return next((one for one in self.providers if one.ident == ident), None)

    @property
    def for_allauth(self) -> dict[str, Any]:
        """Return SOCIALACCOUNT_PROVIDERS."""
        apps = {kind: [one.app for one in self.providers if one.kind == kind] for kind in ("oidc", "saml")}
        return {
            "openid_connect": {"APPS": apps["oidc"], "OAUTH_PKCE_ENABLED": True},
            "saml": {"APPS": apps["saml"]},
        }


def read(environment: dict[str, str] | None = None) -> Ways:
    """Return the ways in that GRAPPE_SSO_FILE or GRAPPE_OIDC_… say. Raises ImproperlyConfigured, naming the fault."""
    env = dict(os.environ) if environment is None else environment
    only = env.get("GRAPPE_SSO_ONLY", "").lower() in {"1", "true", "yes", "on"}
    entries: list[dict[str, Any]] = []
    if env.get("GRAPPE_SSO_FILE"):
        try:
            found = yaml.safe_load(Path(env["GRAPPE_SSO_FILE"]).read_text(encoding="utf-8")) or {}
        except (OSError, yaml.YAMLError) as fault:
            raise ImproperlyConfigured(f"GRAPPE_SSO_FILE cannot be read: {fault}") from fault
        entries = found.get("providers", []) if isinstance(found, dict) else []
        if not entries:
            raise ImproperlyConfigured("GRAPPE_SSO_FILE needs a list of `providers`.")
    elif env.get("GRAPPE_OIDC_ISSUER"):
        entries = [
            {
                "id": "oidc", "kind": "oidc", "name": env.get("GRAPPE_OIDC_NAME", "OpenID Connect"),
                "issuer": env["GRAPPE_OIDC_ISSUER"], "client_id": env.get("GRAPPE_OIDC_CLIENT_ID", ""),
                "secret": env.get("GRAPPE_OIDC_SECRET", ""),
                "domains": env.get("GRAPPE_OIDC_DOMAINS", "").replace(",", " ").split(),
            }
        ]  # fmt: skip
    ways = Ways(tuple(_provider(entry, env) for entry in entries), only)
    if only and not ways.providers:
        raise ImproperlyConfigured("GRAPPE_SSO_ONLY without an identity provider would let nobody in.")
    if len({one.ident for one in ways.providers}) < len(ways.providers):
        raise ImproperlyConfigured("Two identity providers have the same id.")
    return ways


KNOWN = {
    "oidc": {"issuer", "client_id", "secret", "secret_env", "scope"},
    "saml": {"entity_id", "sso_url", "certificate", "attributes", "nameid_is_email"},
}
ANY = "any"  # domain: no domain of a mail address is called so
OF_ALL = {"id", "kind", "name", "roles", "trust_email", "domains"}


def _provider(entry: dict[str, Any], env: dict[str, str]) -> Provider:
    ident, kind = str(entry.get("id", "")), entry.get("kind")
    if not ident.replace("-", "").isalnum() or kind not in ("oidc", "saml"):
        raise ImproperlyConfigured(
            f"An identity provider needs an `id` of letters, and `kind` oidc or saml: {ident!r}"
        )
    unknown = sorted(set(map(str, entry)) - OF_ALL - KNOWN[kind])
    if unknown:
        raise ImproperlyConfigured(
            f"The identity provider {ident} has what we do not know: {', '.join(unknown)}"
        )
    build = _oidc if kind == "oidc" else _saml
    rules = tuple(_rule(rule, ident) for rule in _list(entry, "roles"))
    name = str(entry.get("name") or ident)
    app = {"provider_id": ident, "name": name, **build(entry, env)}
    trust, domains = _yes(entry, "trust_email"), _domains(entry)
    anybody = entry.get("domains") in (ANY, [ANY])
    if not domains and not anybody:
        raise ImproperlyConfigured(
            f"{ident}: `domains` says whose addresses this identity provider may vouch for. Name them, or write "
            "`domains: any` (GRAPPE_OIDC_DOMAINS=any): then whoever it calls verified opens the account with that address, "
            "an administrator's too."
        )
    if trust and anybody:
        raise ImproperlyConfigured(
            f"{ident}: `trust_email` needs `domains`, or it could open anybody's account, an administrator's too."
        )
    issuer = str(entry.get("issuer") or entry.get("entity_id") or "")
    return Provider(ident, name, kind, trust, domains, anybody, issuer, rules, app)


def _yes(entry: dict[str, Any], name: str) -> bool:
    """Return a yes or no. A text is neither: the words "no" and "false" are true to Python."""
    value = entry.get(name, False)
    if not isinstance(value, bool):
        raise ImproperlyConfigured(f"{entry.get('id')}: `{name}` is true or false, without quotes: {value!r}")
    return value


def _list(entry: dict[str, Any], name: str) -> list[Any]:
    value = entry.get(name) or []
    if not isinstance(value, list):
        raise ImproperlyConfigured(f"{entry.get('id')}: `{name}` is a list: {value!r}")
    return value


def _domains(entry: dict[str, Any]) -> tuple[str, ...]:
    if entry.get("domains") in (ANY, [ANY]):
        return ()
    found = tuple(str(domain).strip().lower().removeprefix("@") for domain in _list(entry, "domains"))
    if not all(found):
        raise ImproperlyConfigured(f"{entry.get('id')}: an empty domain.")
    if ANY in found:
        raise ImproperlyConfigured(f"{entry.get('id')}: `domains` is either `{ANY}` or a list of domains.")
    return found


def _rule(rule: dict[str, Any], ident: str) -> Rule:
    role, domain, claim = (
        str(rule.get("role", "")),
        str(rule.get("domain", "")).lower().removeprefix("@"),
        str(rule.get("claim", "")),
    )
    if role not in ROLES or bool(domain) == bool(claim):
        raise ImproperlyConfigured(
            f"{ident}: a role needs one of {', '.join(ROLES)}, and a `domain` or a `claim`: {rule}"
        )
    value = rule.get("value")
    if claim and (value is None or value == ""):
        raise ImproperlyConfigured(f"{ident}: a `claim` needs the `value` that gives the role: {rule}")
    return Rule(role, domain, claim, str(value or ""))


def _needed(entry: dict[str, Any], *names: str) -> None:
    missing = [name for name in names if not entry.get(name)]
    if missing:
        raise ImproperlyConfigured(f"The identity provider {entry.get('id')} lacks {', '.join(missing)}.")


def _oidc(entry: dict[str, Any], env: dict[str, str]) -> dict[str, Any]:
    _needed(entry, "issuer", "client_id")
    issuer = urlsplit(str(entry["issuer"]))
    if issuer.scheme != "https" and issuer.hostname not in ("localhost", "127.0.0.1"):
        raise ImproperlyConfigured(f"The issuer of {entry['id']} needs an https address: {entry['issuer']}")
    secret = env.get(entry["secret_env"], "") if entry.get("secret_env") else entry.get("secret", "")
    return {
        "client_id": entry["client_id"], "secret": secret,
        "settings": {
            "server_url": str(entry["issuer"]).rstrip("/"), "uid_field": "sub", "fetch_userinfo": True,
            "oauth_pkce_enabled": True, **({"scope": entry["scope"]} if entry.get("scope") else {}),
        },
    }  # fmt: skip


def _saml(entry: dict[str, Any], env: dict[str, str]) -> dict[str, Any]:
    _needed(entry, "entity_id", "sso_url", "certificate")
    certificate = str(entry["certificate"])
    if "\n" not in certificate and Path(certificate).is_file():
        certificate = Path(certificate).read_text(encoding="ascii")
    return {
        "client_id": entry["id"],
        "settings": {
            "attribute_mapping": {**SHIBBOLETH, **entry.get("attributes", {})},
            "use_nameid_for_email": _yes(entry, "nameid_is_email"),
            "idp": {
                "entity_id": entry["entity_id"], "sso_url": entry["sso_url"], "x509cert": certificate,
            },
            "advanced": {
                "allow_repeat_attribute_name": True, "allow_single_label_domains": True, "strict": True,
                "want_assertion_signed": True, "want_message_signed": False, "want_name_id": True,
                "reject_deprecated_algorithm": True, "reject_idp_initiated_sso": True,
            },
        },
    }  # fmt: skip
