"""Is the file of the providers by which people connect mailboxes and calendars read, and each fault in it named?"""

from __future__ import annotations

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from grappe.ui.oauth.providers import CalendarPlace, MailPlace, read

MICROSOFT = {
    "id": "microsoft", "name": "Microsoft 365",
    "issuer": "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001/v2.0",
    "client_id": "the-id", "secret_env": "MICROSOFT_SECRET", "domains": ["@Cluster.example"],
    "mail": {"host": "outlook.office365.com",
             "scopes": ["https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"]},
}  # fmt: skip


def written(folder, *entries) -> dict[str, str]:
    path = folder / "connect.yaml"
    path.write_text(yaml.safe_dump({"providers": list(entries)}))
    return {"GRAPPE_CONNECT_FILE": str(path), "MICROSOFT_SECRET": "secret"}


def test_a_file_is_read(tmp_path):
    google = {
        "id": "google", "authorization_endpoint": "https://accounts.example/o/oauth2/v2/auth",
        "token_endpoint": "https://oauth2.example/token", "client_id": "g", "secret": "s",
        "authorize": {"access_type": "offline", "prompt": "consent"},
        "calendar": {"url": "https://calendar.example/caldav/v2/{address}/user", "scopes": ["calendar"]},
    }  # fmt: skip
    first, second = read(written(tmp_path, MICROSOFT, google)).all
    assert (first.name, first.secret, first.domains) == ("Microsoft 365", "secret", ("cluster.example",))
    assert first.mail == MailPlace(tuple(MICROSOFT["mail"]["scopes"]), "outlook.office365.com", 993, "tls")
    assert first.offered_for("Claire@CLUSTER.example") and not first.offered_for("c@sub.cluster.example")
    assert second.calendar == CalendarPlace(("calendar",), google["calendar"]["url"])
    assert second.name == "google" and second.offered_for("anybody@at.all")
    assert dict(second.authorize) == google["authorize"]


def test_no_file_is_no_provider():
    assert read({}).all == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": "Micro soft"}, "id"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": "http://login.example"}, "https"),
        ({"token_endpoint": "ftp://x"}, "token_endpoint"),
        ({"client_id": ""}, "client_id"),
        ({"secret_env": "NOBODYS"}, "NOBODYS"),
        ({"client_auth": "by hand"}, "client_auth"),
        ({"mail": None}, "calendar"),
        ({"mail": {"host": "x.example"}}, "scopes"),
        ({"mail": {"scopes": ["a"]}}, "host"),
        ({"mail": {"host": "x.example", "scopes": ["a"], "port": "993"}}, "port"),
        ({"mail": {"host": "x.example", "scopes": ["a"], "security": "ssl"}}, "security"),
        ({"mail": {"host": "x.example", "scopes": "a"}}, "scopes"),
        ({"mail": "outlook.office365.com"}, "mail"),
        ({"calendar": {"url": "https://{address}/", "scopes": ["a"]}}, "path only"),
        ({"calendar": {"scopes": ["a"]}}, "url"),
        ({"domains": "cluster.example"}, "domains"),
        ({"authorize": {"state": "mine"}}, "state"),
        ({"authorize": {"access_type": 1}}, "authorize"),
        ({"scope": "typed wrong"}, "scope"),
    ],
)
def test_a_fault_is_named(tmp_path, change, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        read(written(tmp_path, {**MICROSOFT, **change}))


def test_a_file_that_is_none_is_named(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        read({"GRAPPE_CONNECT_FILE": str(tmp_path / "nowhere")})
    with pytest.raises(ImproperlyConfigured, match="list of `providers`"):
        read(written(tmp_path))
    with pytest.raises(ImproperlyConfigured, match="id microsoft"):
        read(written(tmp_path, MICROSOFT, MICROSOFT))
