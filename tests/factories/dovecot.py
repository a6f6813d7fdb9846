"""How does a test get a real IMAP server? Dovecot on loopback, as whoever runs the tests, with mails in a folder of its own."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

PASSWORD = "wine-and-cheese"  # of everybody: a user is there once they sign in


@dataclass(frozen=True)
class Imap:
    """Where the server is; `tls` speaks TLS from the first byte, with a certificate of its own making."""

    host: str
    port: int
    tls: int
    mails: Path


def found() -> str:
    """Return where dovecot is; skip the test where it is not, saying how to get it."""
    path = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip("dovecot is missing: apt-get install dovecot-imapd (make test does it where it can)")
    return path


@contextmanager
def server(*, introspection: str = "", mechanisms: str = "oauthbearer xoauth2") -> Iterator[Imap]:
    """Run Dovecot on free ports until the end of the block; no line of it is the machine's own configuration.

    `introspection`: where it asks whose a right of access is (RFC 7662); it then takes such beside passwords.
    """
    program = found()
    base = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))  # names of sockets are short
    base.chmod(0o755)
    imap = Imap("127.0.0.1", free_port(), free_port(), base / "mails")
    config = base / "dovecot.conf"
    config.write_text(
        _config(base, imap) + (_by_token(base, introspection, mechanisms) if introspection else "")
    )
    running = subprocess.Popen(
        [program, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(imap, running, base)
        yield imap
    finally:
        running.terminate()
        running.wait(20)
        shutil.rmtree(base, ignore_errors=True)


def _config(base: Path, imap: Imap) -> str:
    key, certificate = base / "key.pem", base / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True,
    )  # fmt: skip
    me = pwd.getpwuid(os.getuid())
    # Root must hand over to the users that the package made; whoever is not root changes no user and locks nothing in.
    root = me.pw_uid == 0
    login, inner = ("dovenull", "dovecot") if root else (me.pw_name, me.pw_name)
    owner = pwd.getpwnam(inner)  # root's own mails are none that Dovecot would touch
    (base / "run").mkdir()
    imap.mails.mkdir()
    os.chown(imap.mails, owner.pw_uid, owner.pw_gid)
    group = "dovecot" if root else grp.getgrgid(os.getgid()).gr_name
    alone = () if root else ("anvil", "imap-login", "stats", "ipc", "old-stats")
    services = "\n".join(f"service {name} {{\n  chroot =\n}}" for name in alone)
    return f"""
base_dir = {base / "run"}
state_dir = {base / "run"}
log_path = {base / "dovecot.log"}
protocols = imap
default_login_user = {login}
default_internal_user = {inner}
default_internal_group = {group}
first_valid_uid = 0
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{imap.mails}/%u/mails:LAYOUT=fs
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={imap.mails}/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap.port}
  }}
  inet_listener imaps {{
    port = {imap.tls}
    ssl = yes
  }}
}}
{services}
"""


def _by_token(base: Path, introspection: str, mechanisms: str) -> str:
    said = base / "oauth2.conf"
    said.write_text(
        f"introspection_mode = post\nintrospection_url = {introspection}\nforce_introspection = yes\n"
        "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    )
    return f"""
auth_mechanisms = plain login {mechanisms}
auth_cache_size = 0
passdb {{
  driver = oauth2
  mechanisms = {mechanisms}
  args = {said}
}}
"""


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def _wait(imap: Imap, running: subprocess.Popen, base: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        log = base / "dovecot.log"
        assert running.poll() is None, f"dovecot ended at once: {log.read_text() if log.exists() else ''}"
        try:
            with imaplib.IMAP4(imap.host, imap.port, timeout=2):
                return
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.1)
    raise AssertionError(f"dovecot does not answer as {getpass.getuser()}")


@contextmanager
def session(imap: Imap, user: str) -> Iterator[imaplib.IMAP4]:
    """Speak with the server as another mail program does."""
    with imaplib.IMAP4(imap.host, imap.port, timeout=10) as line:
        line.login(user, PASSWORD)
        yield line


def put(
    imap: Imap, user: str, content: bytes, *, folder: str = "INBOX", received: datetime | None = None
) -> None:
    """Lay a mail into somebody's folder, unread."""
    with session(imap, user) as line:
        when = imaplib.Time2Internaldate(received) if received is not None else None
        status, said = line.append(folder, "", when, content)
        assert status == "OK", said


def flags(imap: Imap, user: str, folder: str = "INBOX") -> list[bytes]:
    """Return what is marked of each mail there."""
    with session(imap, user) as line:
        line.select(folder, readonly=True)
        _status, found = line.fetch("1:*", "(FLAGS)")
        return [bytes(each) for each in found if each]


def empty(imap: Imap, user: str) -> None:
    """Take all mails of somebody away."""
    with session(imap, user) as line:
        for folder in ("INBOX", "Sent"):
            line.select(folder)
            line.store("1:*", "+FLAGS", "\\Deleted")
            line.expunge()


def letter(
    sender: str, to: str, subject: str, text: str = "Good day.", *, number: str = "", **headers: str
) -> EmailMessage:
    """Write a mail as a mail program does."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = headers.pop("date", "Mon, 23 Nov 2026 09:00:00 +0100")
    if number:
        message["Message-ID"] = f"<{number}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message
