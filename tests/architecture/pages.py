"""What does a page offer: links, forms with the values they stand at, parts that HTMX loads?"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

HTMX = {"hx-get": "get", "hx-post": "post", "hx-put": "put", "hx-patch": "patch", "hx-delete": "delete"}


@dataclass
class Form:
    """A form as it stands: where it goes, how, and what it would send."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    token: bool = False
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


@dataclass
class Page:
    """What was found on a page. `parts` are addresses that HTMX calls by itself or on a click."""

    language: str = ""
    links: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)  # ids that labels and aria attributes name
    title: str = ""
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._select: tuple[Form, str, bool] | None = None
        self._first: str | None = None
        self._chosen = False
        self._textarea: tuple[Form, str] | None = None
        self._title = False
        self._quiet = 0
        self._outside: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self._note(tag, known)
        match tag:
            case "form":
                self._open_form(known)
            case "input" | "button" | "select" | "textarea":
                self._control(tag, known)
            case "option" if self._select is not None:
                form, name, _several = self._select
                if self._first is None:
                    self._first = known.get("value", "")
                if "selected" in known:
                    form.put(name, known.get("value", ""))
                    self._chosen = True
            case "title":
                self._title = not self.page.title
            case "script" | "style" | "svg":
                self._quiet += 1

    def _note(self, tag: str, known: dict[str, str]) -> None:
        page = self.page
        if tag == "html":
            page.language = known.get("lang", "")
        if re_id := known.get("id"):
            page.ids.append(re_id)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            page.headings.append(tag)
        if tag == "a" and known.get("href"):
            page.links.append(known["href"])
        for name, method in HTMX.items():
            if known.get(name):
                page.parts.append((method, known[name]))
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "list", "for"):
            page.targets.update(known.get(name, "").split())

    def _open_form(self, known: dict[str, str]) -> None:
        method = known.get("method", "get").lower()
        form = Form(known.get("action", ""), method)
        self._forms.append(form)
        self.page.forms.append(form)
        if known.get("id"):
            self._by_id[known["id"]] = form

    def _control(self, tag: str, known: dict[str, str]) -> None:
        form = self._by_id.get(known.get("form", "")) or (self._forms[-1] if self._forms else None)
        name = known.get("name", "")
        if form is None or not name or "disabled" in known:
            return
        if name == "csrfmiddlewaretoken":
            form.token = True
        elif tag == "select":
            self._select, self._first, self._chosen = (form, name, "multiple" in known), None, False
        elif tag == "textarea":
            self._textarea = (form, name)
            form.put(name, "")
        elif tag == "button" or known.get("type") == "submit":
            form.buttons.append((name, known.get("value", "")))
        elif known.get("type") not in ("checkbox", "radio") or "checked" in known:
            form.put(name, known.get("value", "on" if known.get("type") == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._forms:
            self._forms.pop()
        elif tag == "select" and self._select is not None:
            form, name, several = self._select
            if not self._chosen and not several and self._first is not None:
                form.put(name, self._first)
            self._select = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "title":
            self._title = False
        elif tag in ("script", "style", "svg"):
            self._quiet = max(0, self._quiet - 1)

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            form, name = self._textarea
            form.fields[name][-1] += data.removeprefix("\r\n").removeprefix("\n")
        if self._title:
            self.page.title += data
        elif not self._quiet and data.strip():
            self.page.text.append(data.strip())


def read(html: str) -> Page:
    """Return what a page, or a fragment, offers."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
