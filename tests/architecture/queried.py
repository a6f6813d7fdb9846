"""What does a view look for in the query of its address? Every name it asks for, whether a page links to it or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict


class Watched(QueryDict):
    """A query that notes which names are looked for in it; `None` stands for all of them at once."""

    noted: set[str | None] | None = None  # nothing is noted while the query is read from the address

    def _note(self, name: str | None) -> None:
        if self.noted is not None:
            self.noted.add(name)

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(str(name))
        return super().__contains__(name)

    def getlist(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().getlist(key, default)

    def __iter__(self) -> Iterator[str]:
        self._note(None)
        return super().__iter__()

    def items(self) -> Any:
        self._note(None)
        return super().items()

    def lists(self) -> Any:
        self._note(None)
        return super().lists()

    def copy(self) -> QueryDict:  # a plain one: whoever takes it along has taken all
        self._note(None)
        plain = QueryDict("", mutable=True, encoding=self.encoding)
        for name, values in super().lists():
            plain.setlist(name, list(values))
        return plain


@contextmanager
def queried() -> Iterator[set[str | None]]:
    """Give the names that are looked for in the queries of all requests of the block."""
    noted: set[str | None] = set()
    usual = WSGIRequest.__dict__["GET"]

    def watched(request: WSGIRequest) -> Watched:
        query = Watched(request.META.get("QUERY_STRING", "").encode("iso-8859-1"), encoding=request.encoding)
        query.noted = noted
        request.__dict__["GET"] = query  # as Django's own cached property does
        return query

    class Get:
        def __get__(self, request: Any, owner: Any = None) -> Any:
            return self if request is None else watched(request)

    WSGIRequest.GET = Get()  # type: ignore[assignment,method-assign]
    try:
        yield noted
    finally:
        WSGIRequest.GET = usual  # type: ignore[method-assign]
