"""Where do things lie on this machine? The project folder, its `var/`, the local secret, the embedded server."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PROJECT = Path(os.environ.get("GRAPPE_HOME", Path(__file__).resolve().parents[3]))
VAR = Path(os.environ.get("GRAPPE_VAR", PROJECT / "var"))
POSTGRES = VAR / "postgres"


def local_secret() -> str:
    """Return this installation's secret key, made once and readable by its owner only."""
    path = VAR / "secret_key"
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret


def embedded_url() -> str:
    """Return the address of the embedded server (it may not be running yet)."""
    from grappe.config import postgres

    return postgres.url()
