"""What does a phone at the door send? JSON, read with care: a clock that is wrong, a key that is none, words too long."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.events.operations.checkin import MOST, Scan
from grappe.apps.events.operations.registrations import Filled
from grappe.ui.errors import BadInput

KINDS = ("in", "out", "walk_in")
WORDS = ("name", "email", "organisation", "function")


def scans_of(body: bytes, *, at: datetime) -> tuple[str, list[Scan]]:
    """Return the phone's name and what it gathered, its moments on the server's clock, none later than `at`.

    The phone says what its clock showed when it sent (`sent_at`): a clock that is wrong by a constant does no harm.
    An item that cannot be read is a scan with a `fault`; BadInput where nothing can be read at all.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise BadInput(_("What the phone sent cannot be read.")) from broken
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise BadInput(_("What the phone sent cannot be read: a list of check-ins is missing."))
    if len(items) > MOST:
        raise BadInput(_("At most %(most)s check-ins can be sent at once.") % {"most": MOST})
    sent_at = _moment(document.get("sent_at")) or at
    device = document.get("device")
    scans = [_scan(item, at - sent_at, at) for item in items]
    return (device.strip()[:80] if isinstance(device, str) else ""), scans


def _scan(item: Any, behind: timedelta, at: datetime) -> Scan:
    item = item if isinstance(item, dict) else {}
    key, said = _uuid(item.get("key")), _moment(item.get("at"))
    kind = item.get("kind")
    if key is None:
        return Scan(uuid4(), "in", at, fault=_("The check-in has no key."))
    if kind not in KINDS or said is None:
        return Scan(
            key, "in", at, fault=_("The check-in cannot be read: what happened, or when, is missing.")
        )
    try:
        moment = min(said + behind, at)
    except OverflowError:
        moment = at
    filled = _filled(item) if kind == "walk_in" else None
    return Scan(key, kind, moment, _uuid(item.get("code")), item.get("admit") is True, filled)


def _filled(item: dict[str, Any]) -> Filled:
    words = {name: item[name].strip() for name in WORDS if isinstance(item.get(name), str)}
    language = item.get("language")
    spoken = language if language in Language.values else (get_language() or "fr")[:2]
    return Filled(**({"name": ""} | words), language=spoken)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    """Return the moment of an ISO text with its time zone; None for anything else."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
