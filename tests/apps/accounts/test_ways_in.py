"""Which faults in what is said of identity providers stop the start?"""

from __future__ import annotations

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from grappe.config.doors import providers

OIDC = {"id": "one", "kind": "oidc", "issuer": "https://login.example", "client_id": "grappe", "secret": "x"}
SAML = {"id": "uni", "kind": "saml", "entity_id": "e", "sso_url": "https://idp.example", "certificate": "x"}


def read(tmp_path, *entries):
    file = tmp_path / "sso.yaml"
    file.write_text(yaml.safe_dump({"providers": list(entries)}), encoding="utf-8")
    return providers.read({"GRAPPE_SSO_FILE": str(file)})


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({**SAML, "trust_email": "no", "domains": ["x.example"]}, "true or false"),
        ({**SAML, "nameid_is_email": "false"}, "true or false"),
        ({**SAML, "trust_email": True}, "needs `domains`"),
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
