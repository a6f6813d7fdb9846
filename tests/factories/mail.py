"""How does a mail server behave that fails, breaks or kills whoever speaks with it? Backends for tests, by environment.

`Book` writes each mail it takes into a file, so that a test sees what was handed over whatever became of the process.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Book(BaseEmailBackend):
    """Takes every mail, and notes its address and Message-ID in the file GRAPPE_TEST_BOOK.

    GRAPPE_TEST_DIES="3 before" kills the process when the third mail comes, before it is taken; "3 after": once it is.
    """

    def send_messages(self, messages: Any) -> int:
        book = Path(os.environ["GRAPPE_TEST_BOOK"])
        dies, _, when = os.environ.get("GRAPPE_TEST_DIES", "").partition(" ")
        for message in messages:
            number = len(book.read_text().splitlines()) + 1 if book.exists() else 1
            last = dies == str(number)
            if last and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            with book.open("a") as file:
                file.write(f"{message.to[0]} {message.extra_headers['Message-ID']}\n")
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
        return len(messages)


class Scripted(BaseEmailBackend):
    """Takes mails into `taken`, but raises what `faults` has for an address, once each time it is tried.

    `opening` are faults of the connection itself. All is the class's: Django makes a new backend for each connection.
    """

    taken: list[Any] = []
    faults: dict[str, list[Exception]] = {}
    opening: list[Exception] = []
    hook: Any = None

    @classmethod
    def reset(cls) -> None:
        cls.taken, cls.faults, cls.opening, cls.hook = [], {}, [], None

    def open(self) -> bool:
        if self.opening:
            raise self.opening.pop(0)
        return True

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            waiting = self.faults.get(message.to[0])
            if waiting:
                raise waiting.pop(0)
            self.taken.append(message)
            if type(self).hook is not None:
                type(self).hook(message)
        return len(messages)
