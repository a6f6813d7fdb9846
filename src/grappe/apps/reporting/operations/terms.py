"""Under which terms are published reports open data, as a catalogue says?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Licence
from grappe.apps.reporting.models import OpenData
from grappe.ui.errors import BadInput

FIELDS = {"licence", "themes", "country", "contact"}
# The EU vocabulary data-theme (Publications Office): what DCAT-AP takes for the theme of a dataset.
THEMES = frozenset(
    [
        "AGRI",
        "ECON",
        "EDUC",
        "ENER",
        "ENVI",
        "GOVE",
        "HEAL",
        "INTR",
        "JUST",
        "OP_DATPRO",
        "REGI",
        "SOCI",
        "TECH",
        "TRAN",
    ]
)


def load_terms(entry: object) -> None:
    """Keep the terms of open data, which reports carry that are frozen from now on. Raises BadInput."""
    if not isinstance(entry, Mapping) or set(entry) - FIELDS:
        raise BadInput(_("open_data: licence, themes, country and contact are known here"))
    if entry.get("licence") not in Licence.values:
        raise BadInput(
            _("open_data.licence: one of %(known)s is wanted") % {"known": ", ".join(Licence.values)}
        )
    themes, country, contact = (
        entry.get("themes") or [],
        entry.get("country") or "",
        entry.get("contact") or {},
    )
    if not isinstance(themes, list) or not set(map(str, themes)) <= THEMES:
        raise BadInput(_("open_data.themes: codes of the EU vocabulary data-theme are wanted"))
    if not isinstance(country, str) or (country and not (len(country) == 3 and country.isupper())):
        raise BadInput(_("open_data.country: three letters of ISO 3166-1 are wanted"))
    if not isinstance(contact, Mapping) or set(contact) - {"name", "email", "url"} or not _texts(contact):
        raise BadInput(_("open_data.contact: name, email and url are known here"))
    values: dict[str, Any] = {
        "licence": entry["licence"],
        "themes": themes,
        "country": country,
        "contact": dict(contact),
    }
    OpenData.objects.update_or_create(pk=1, defaults=values)


def _texts(contact: Mapping[str, Any]) -> bool:
    return all(isinstance(each, str) for each in contact.values())
