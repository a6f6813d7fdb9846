"""A SAML identity provider that shares no code with ours: pysaml2 with the xmlsec1 program signs, python3-saml verifies."""

from __future__ import annotations

import base64
import shutil
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

ENTITY = "https://idp.example/metadata"
DOOR = "https://idp.example/sso"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
NAMED = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


def key_pair(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a key and its certificate; return where they lie."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2)).sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / f"{name}.key", folder / f"{name}.pem"
    paths[0].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return paths


class IdentityProvider:
    """Signs whoever it is told to in; `key` and `certificate` are those it signs with."""

    def __init__(self, service_metadata: str, key: Path, certificate: Path) -> None:
        from saml2 import BINDING_HTTP_REDIRECT
        from saml2.config import IdPConfig
        from saml2.server import Server

        binary = shutil.which("xmlsec1")
        if binary is None:
            pytest.skip("xmlsec1 is not here: apt-get install xmlsec1 (make test does it where it can)")
        config = IdPConfig().load(
            {
                "entityid": ENTITY, "xmlsec_binary": binary, "key_file": str(key), "cert_file": str(certificate),
                "service": {"idp": {"endpoints": {"single_sign_on_service": [(DOOR, BINDING_HTTP_REDIRECT)]}}},
                "metadata": {"inline": [service_metadata]}, "delete_tmpfiles": True,
            }
        )  # fmt: skip
        self.server: Any = Server(config=config)

    def answer(self, address: str, email: str, name_format: str = "", **how: Any) -> dict[str, str]:
        """Return what a browser posts back to us after having been sent to `address`."""
        from saml2 import BINDING_HTTP_REDIRECT
        from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
        from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

        asked = parse_qs(urlsplit(address).query)
        request = self.server.parse_authn_request(asked["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
        more = self.server.response_args(request.message)
        more.pop("name_id_policy", None)
        text = self.server.create_authn_response(
            {"mail": [email], "displayName": ["Ann Other"]},
            userid=email,
            name_id=NameID(format=name_format or NAMEID_FORMAT_PERSISTENT, text=f"id-of-{email}"),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"},
            sign_response=False,
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
            **{"sign_assertion": True, **more, **how},
        )
        return {"SAMLResponse": base64.b64encode(str(text).encode()).decode(), "RelayState": ""}


def logout_request(name: str) -> str:
    """Return a request to log somebody out, as anybody can write one: it is not signed."""
    text = (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" '
        f'IssueInstant="{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}">'
        f'<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{ENTITY}</saml:Issuer>'
        f'<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{name}</saml:NameID></samlp:LogoutRequest>'
    )
    return base64.b64encode(zlib.compress(text.encode())[2:-4]).decode()
