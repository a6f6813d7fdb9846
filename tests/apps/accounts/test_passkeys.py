"""Does a passkey open what its owner wants it to open? Keys are made and used here as a device does (WebAuthn, ES256)."""

from __future__ import annotations

import hashlib
import json
import os
import struct

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import translation
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import AuditEntry
from grappe.config.doors.adapter import FactorAdapter

pytestmark = pytest.mark.django_db
PASSWORD = "secret-pass-1"
HOST = "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """A device that checks its owner's finger each time."""

    def __init__(self) -> None:
        self.key, self.ident, self.handle = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), b""

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}).encode()

    def _data(self, flags: int, counter: int, more: bytes = b"") -> bytes:
        return hashlib.sha256(HOST.encode()).digest() + struct.pack(">BI", flags, counter) + more

    def made(self, challenge: str, handle: bytes) -> str:
        self.handle = handle
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        more = bytes(16) + struct.pack(">H", len(self.ident)) + self.ident + public
        data = self._data(PRESENT | VERIFIED | ATTESTED, 0, more)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client_data("webauthn.create", challenge)
        return self._answer(
            {"clientDataJSON": said, "attestationObject": attestation}, {"credProps": {"rk": True}}
        )

    def used(self, challenge: str) -> str:
        data, said = self._data(PRESENT | VERIFIED, 1), self._client_data("webauthn.get", challenge)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": said,
                "authenticatorData": data,
                "signature": signed,
                "userHandle": self.handle,
            },
            {},
        )

    def _answer(self, parts: dict[str, bytes], extensions: dict) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()}
        ident = websafe_encode(self.ident)
        return json.dumps({
            "id": ident, "rawId": ident, "type": "public-key", "response": response, "clientExtensionResults": extensions,
        })  # fmt: skip


def add(client: Client, device: Device, **choice: str) -> None:
    page = client.get("/account/factors/webauthn/add/")
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get("/account/factors/webauthn/add/")
    options = page.context["js_data"]["creation_options"]["publicKey"]
    handle = options["user"]["id"]
    handle = handle if isinstance(handle, bytes) else websafe_decode(handle)
    sent = {"name": "Key", "credential": device.made(_text(options["challenge"]), handle), **choice}
    assert client.post("/account/factors/webauthn/add/", sent).status_code == 302


def _text(challenge: object) -> str:
    return challenge if isinstance(challenge, str) else websafe_encode(challenge)  # type: ignore[arg-type]


def come_alone(device: Device) -> Client:
    visitor = Client()
    asked = visitor.get(
        "/account/factors/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"}
    ).json()
    challenge = _text(asked["request_options"]["publicKey"]["challenge"])
    visitor.post("/account/factors/webauthn/login/", {"credential": device.used(challenge)})
    return visitor


@pytest.fixture
def owner(client, people):
    client.post("/account/login/", {"login": people.manager.email, "password": PASSWORD})
    return client


def test_a_passkey_for_use_alone_opens_the_account(owner):
    device = Device()
    add(owner, device, passwordless="on")
    assert come_alone(device).get("/").status_code == 200


def test_one_for_beside_the_password_does_not_open_it_alone(owner, people):
    """Its device can, and says so; its owner does not want it."""
    device = Device()
    add(owner, device)
    assert "_auth_user_id" not in come_alone(device).session
    assert AuditEntry.objects.filter(kind=AuditKind.SIGN_IN_FAILED, method="passkey").exists()
    beside = Client()
    beside.post("/account/login/", {"login": people.manager.email, "password": PASSWORD})
    page = beside.get("/account/factors/authenticate/")
    challenge = _text(page.context["js_data"]["request_options"]["publicKey"]["challenge"])
    beside.post("/account/factors/authenticate/", {"credential": device.used(challenge)})
    assert beside.get("/").status_code == 200


def test_one_added_before_the_choice_was_kept_goes_on(owner):
    device = Device()
    add(owner, device, passwordless="on")
    row = Authenticator.objects.get(type="webauthn")
    del row.data["alone"]
    row.save()
    assert come_alone(device).get("/").status_code == 200


def test_a_passkey_is_called_so_until_its_owner_says_otherwise(people):
    adapter, user = FactorAdapter(), people.manager
    with translation.override("fr"):
        assert adapter.generate_authenticator_name(user, Authenticator.Type.WEBAUTHN) == "Clé d’accès"
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
        assert adapter.generate_authenticator_name(user, Authenticator.Type.WEBAUTHN) == "Clé d’accès 2"
