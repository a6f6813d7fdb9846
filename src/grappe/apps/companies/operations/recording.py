"""Who is it that writes? Every write of this app is one transaction whose history carries the writer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import pghistory
from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


def recorded(operation: Callable[P, R]) -> Callable[P, R]:
    """Run an operation whole or not at all, and note its `by=` in the history, also outside a web request."""

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), pghistory.context(user=getattr(kwargs["by"], "pk", None)):
            return operation(*args, **kwargs)

    return run
