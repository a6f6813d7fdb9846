"""A real OpenID Connect provider in a process of its own: anybody may sign in at it, and it says what a test asks it to say."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests


@contextmanager
def provider() -> Iterator[str]:
    """Run a provider until the end of the block; yield its address, which is its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--host", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _each in range(200):
            try:
                if requests.get(f"{address}/.well-known/openid-configuration", timeout=2).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.1)
        else:
            pytest.fail("the identity provider did not start")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def knows(address: str, subject: str, **claims: object) -> None:
    """Have a provider say this of somebody."""
    requests.put(f"{address}/users/{subject}", json=claims, timeout=5).raise_for_status()
