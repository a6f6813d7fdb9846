"""What does an entry of the audit say beside who and when, in words of the reader's language?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.enums import Language, Role
from grappe.apps.accounts.models import SecurityPolicy
from grappe.apps.accounts.queries.policy import RULES

NAMES: dict[str, Any] = {
    "email": gettext_lazy("E-mail"), "name": gettext_lazy("Name"), "role": gettext_lazy("Role"),
    "language": gettext_lazy("Language"), "locked": gettext_lazy("not looked at, since locked"),
    "until": gettext_lazy("locked until"), "told": gettext_lazy("letter to the owner"),
    "links": gettext_lazy("links stopped"), "entries": gettext_lazy("entries"), "before": gettext_lazy("older than"),
    "query": gettext_lazy("asked for"), "page": gettext_lazy("page"), "said": gettext_lazy("what was said"),
    "address": gettext_lazy("address"),
    "members": gettext_lazy("members"), "kept": gettext_lazy("companies kept to it"),
    "companies": gettext_lazy("other companies"), "in_confidence": gettext_lazy("contacts in confidence"),
    "views_shared": gettext_lazy("views handed over"), "views_private": gettext_lazy("views that became private"),
    "to": gettext_lazy("taken over by"),
    "erased_on": gettext_lazy("erased on"), "reason": gettext_lazy("reason"), "row": gettext_lazy("row"),
    **{name: SecurityPolicy._meta.get_field(name).verbose_name for name in RULES},  # type: ignore[union-attr]  # columns
}  # fmt: skip
CHANGES = ("email", "name", "role", "language")  # before and after


def told(detail: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the details of an entry as pairs of words; what has no name is shown by its own."""
    return [(str(NAMES.get(key, key)), _value(key, value)) for key, value in detail.items()]


def line(detail: dict[str, Any]) -> str:
    """Return the details as a table of data has them: the same in every language."""
    return "; ".join(f"{key}={_plain(value)}" for key, value in detail.items())


def _plain(value: object) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        words = [_one(key, each) for each in value]
        return " → ".join(words) if key in CHANGES else ", ".join(words) or _("no role")
    return _one(key, value)


def _one(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return WORDS[key](str(value)) if key in WORDS else str(value)


def _role(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


def _language(value: str) -> str:
    return str(Language(value).label) if value in Language.values else value


def _moment(value: str) -> str:
    local = datetime.fromisoformat(value).astimezone(timezone.get_default_timezone())
    return date_format(local, "SHORT_DATETIME_FORMAT")


WORDS: dict[str, Callable[[str], str]] = {
    "role": _role, "required_roles": _role, "language": _language, "until": _moment, "before": _moment,
}  # fmt: skip
