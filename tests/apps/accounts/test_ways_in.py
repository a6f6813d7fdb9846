"""Which faults in what is said of identity providers stop the start?"""

from __future__ import annotations

import pytest
import yaml
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from grappe.config.doors import providers

OIDC = {"id": "one", "kind": "oidc", "issuer": "https://login.example", "client_id": "grappe", "secret": "x",
        "domains": ["x.example"]}  # fmt: skip
SAML = {"id": "uni", "kind": "saml", "entity_id": "e", "sso_url": "https://idp.example", "certificate": "x",
        "domains": ["x.example"]}  # fmt: skip


def read(tmp_path, *entries):
    file = tmp_path / "sso.yaml"
    file.write_text(yaml.safe_dump({"providers": list(entries)}), encoding="utf-8")
    return providers.read({"GRAPPE_SSO_FILE": str(file)})


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({**SAML, "trust_email": "no", "domains": ["x.example"]}, "true or false"),
        ({**SAML, "nameid_is_email": "false"}, "true or false"),
        ({**SAML, "trust_email": True, "domains": "any"}, "needs `domains`"),
        ({**OIDC, "domains": []}, "whose addresses"),
        ({**SAML, "domains": None}, "whose addresses"),
        ({**OIDC, "domains": ["any", "x.example"]}, "either `any` or a list"),
        ({**OIDC, "domains": "x.example"}, "is a list"),
        ({**OIDC, "trust_emails": True}, "trust_emails"),
        ({**SAML, "slo_url": "https://idp.example/out"}, "slo_url"),
        ({**OIDC, "roles": [{"claim": "groups", "role": "ministry"}]}, "needs the `value`"),
        ({**OIDC, "roles": [{"domain": "x.example", "role": "king"}]}, "needs one of"),
        ({**OIDC, "issuer": "http://login.example"}, "https"),
    ],
)
def test_a_fault_stops_the_start_with_its_name(tmp_path, entry, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        read(tmp_path, entry)


def test_what_is_right_is_taken(tmp_path):
    role = {"claim": "groups", "value": 7, "role": "ministry"}
    ways = read(
        tmp_path, {**SAML, "trust_email": True, "domains": ["Uni.example"]}, {**OIDC, "roles": [role]}
    )
    uni, one = ways.providers
    assert (uni.trust_email, uni.domains, one.rules[0].value) == (True, ("uni.example",), "7")
    env = {"GRAPPE_OIDC_ISSUER": "https://login.example", "GRAPPE_OIDC_CLIENT_ID": "grappe"}
    known = providers.read({**env, "GRAPPE_OIDC_DOMAINS": "a.example, b.example"}).providers[0]
    assert known.domains == ("a.example", "b.example")
    assert (known.any_domain, known.issuer) == (False, "https://login.example")
    with pytest.raises(ImproperlyConfigured, match="GRAPPE_OIDC_DOMAINS=any"):
        providers.read(env)
    assert providers.read({**env, "GRAPPE_OIDC_DOMAINS": "any"}).providers[0].any_domain


def test_who_vouches_for_everybody_is_named_by_the_check(settings):
    entries = [OIDC, {**SAML, "domains": "any"}]
    settings.WAYS_IN = providers.Ways(tuple(providers._provider(each, {}) for each in entries))
    (found,) = [each for each in run_checks(tags=["security"]) if each.id == "grappe.W001"]
    assert "“uni”" in found.msg and "any domain" in found.msg
