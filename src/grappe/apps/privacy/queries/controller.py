"""Who decides on the processing, how is it kept safe (Article 30(1)(a) and (g)), and what did nobody say yet?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from grappe.apps.privacy.queries import catalogue
from grappe.apps.privacy.queries.purposes import purposes

Text = dict[str, str]


@dataclass(frozen=True)
class Someone:
    """A name and how they are reached."""

    name: str
    contact: str

    def __str__(self) -> str:
        return f"{self.name}, {self.contact}"


@dataclass(frozen=True)
class Controller:
    """Who is the controller, as the catalogue says; None: nobody said so yet, an empty tuple: there is none."""

    said_name: str | None
    address: str | None
    email: str | None
    phone: tuple[str, ...] | None
    joint: tuple[Someone, ...] | None
    representative: tuple[Someone, ...] | None
    officer: tuple[Someone, ...] | None

    @property
    def name(self) -> str:
        """How they are called: as the catalogue says, else as the installation is set up."""
        return self.said_name or str(settings.INITIATIVE_NAME)

    @property
    def contact(self) -> str:
        """How they are reached: as the catalogue says, else from where the installation writes."""
        parts = [self.address, self.email, *(self.phone or ())]
        return ", ".join(each for each in parts if each) or str(settings.DEFAULT_FROM_EMAIL)


@dataclass(frozen=True)
class Security:
    """Measures of Article 32(1) in three languages; None: nobody said so yet."""

    technical: tuple[Text, ...] | None
    organisational: tuple[Text, ...] | None


def controller() -> Controller:
    """Return what the catalogue says of the controller. Raises BadInput for a file with faults."""
    said: dict[str, Any] = catalogue.said().get("controller") or {}
    people = {name: _someone(said.get(name)) for name in ("joint", "representative", "officer")}
    phone = said.get("phone")
    return Controller(
        said_name=said.get("name"), address=said.get("address"), email=said.get("email"),
        phone=None if phone is None else () if phone == catalogue.NONE else (phone,), **people,
    )  # fmt: skip


def security() -> Security:
    """Return what the catalogue says of security. Raises BadInput for a file with faults."""
    said: dict[str, Any] = catalogue.said().get("security") or {}
    return Security(*(tuple(said[key]) if said.get(key) else None for key in ("technical", "organisational")))


def _someone(said: Any) -> tuple[Someone, ...] | None:
    if said is None:
        return None
    if said == catalogue.NONE:
        return ()
    return tuple(Someone(**each) for each in (said if isinstance(said, list) else [said]))


def transfers_in(transfers: tuple[dict[str, Text], ...] | None, language: str) -> str:
    """Return transfers to third countries in words; empty where nobody said so yet."""
    if transfers is None:
        return ""
    if not transfers:
        return _("None.")
    return "; ".join(f"{each['to'][language]} ({each['safeguards'][language]})" for each in transfers)


def missing() -> list[tuple[str, str, str]]:
    """Return what Article 30(1) asks for and nobody said: its letter, what it is, and its place in the file."""
    who, safe = controller(), security()
    said: list[tuple[str, str, str, Any]] = [
        ("a", _("Name of the controller"), "controller.name", who.said_name),
        ("a", _("Address of the controller"), "controller.address", who.address),
        ("a", _("E-mail of the controller"), "controller.email", who.email),
        ("a", _("Telephone of the controller, or “none”"), "controller.phone", who.phone),
        ("a", _("Joint controllers, or “none”"), "controller.joint", who.joint),
        ("a", _("Representative in the Union, or “none”"), "controller.representative", who.representative),
        ("a", _("Data protection officer, or “none”"), "controller.officer", who.officer),
    ]
    data, recipients, keep = _("Which data"), _("Who receives it"), _("How long")
    for each in purposes().values():
        place, label = f"categories.{each.category.value}", str(each.category.label)
        said += [
            ("c", f"{label} · {data}", f"{place}.data", each.data),
            ("d", f"{label} · {recipients}", f"{place}.recipients", each.recipients),
            ("f", f"{label} · {keep}", f"{place}.keep", each.keep),
        ]
    apart = [each for each in purposes().values() if each.transfers is None]
    if len(apart) == len(purposes()):
        said.append(("e", _("Transfers to third countries, or “none”"), "transfers", None))
    else:
        words = _("Transfers to third countries, or “none”")
        said += [
            ("e", f"{each.category.label} · {words}", f"categories.{each.category.value}.transfers", None)
            for each in apart
        ]
    said += [
        ("g", _("Technical security measures"), "security.technical", safe.technical),
        ("g", _("Organisational security measures"), "security.organisational", safe.organisational),
    ]
    return [(letter, what, place) for letter, what, place, value in said if value is None]
