"""How does a folder of programme files come into the database, as the home catalogue or beside it?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from grappe.apps.aids.models import Catalogue
from grappe.apps.aids.operations.catalogues import About, Loaded, store_catalogue
from grappe.apps.aids.queries.catalogue import (
    LARGEST_FILE,
    read_catalogue,
    read_communes,
    read_nuts,
    read_yaml,
)
from grappe.apps.aids.queries.documents import plain
from grappe.ui.commands import BadFile, read_text
from grappe.ui.errors import BadInput

_ABOUT = frozenset({"id", "name", "home", "country", "publisher", "licence", "attribution"})


def load_programmes(*, folder: Path, at: datetime, catalogue: str = "") -> Loaded:
    """Load a catalogue folder's programmes and fields; a programme no longer there is marked withdrawn.

    The first folder loaded becomes the home catalogue. `catalogue` names the catalogue that they
    become, beside the home one; else the folder's catalogue.yaml does,
    else it is the home catalogue. Raises BadFile, before anything is written, when a file cannot be read or a rule
    not be parsed, or a programme's name belongs to another catalogue.
    """
    read_catalogue(folder)  # every file parses, or nothing is loaded
    documents = {path.stem: plain(read_yaml(path)) for path in sorted((folder / "programmes").glob("*.yaml"))}
    try:
        return store_catalogue(
            about=_about(folder, catalogue),
            fields=plain(read_yaml(folder / "fields.yaml")),
            communes=read_communes(folder),
            nuts=read_nuts(folder),
            documents=documents,
            at=at,
            texts={
                slug: read_text(folder / "programmes" / f"{slug}.yaml", LARGEST_FILE) for slug in documents
            },
        )
    except BadInput as fault:
        raise BadFile(folder, str(fault)) from fault


def _about(folder: Path, named: str) -> About:
    path = folder / "catalogue.yaml"
    said: Any = read_yaml(path) if path.exists() else {}
    if not isinstance(said, dict) or not said.keys() <= _ABOUT:
        raise BadFile(path, _("may say %(names)s, and nothing else") % {"names": ", ".join(sorted(_ABOUT))})
    home = Catalogue.objects.filter(home=True).first()
    slug = named or str(said.get("id") or (home.slug if home else folder.name))
    if slug != slugify(slug) or not slug or len(slug) > 40:
        raise BadFile(
            path, _("“%(slug)s” is no name for a catalogue: small letters, digits, hyphens") % {"slug": slug}
        )
    if not said and home is not None and slug == home.slug:
        return About(slug, home.name, True, home.country, home.publisher, home.licence, home.attribution)
    name = said.get("name") or slug
    attribution = said.get("attribution") or {}
    return About(
        slug=slug,
        name=name if isinstance(name, dict) else {"en": str(name)},
        home=not named and (home is None or home.slug == slug or bool(said.get("home"))),
        country=str(said.get("country") or ("" if said else "lu")).lower(),
        publisher=str(said.get("publisher") or ""),
        licence=str(said.get("licence") or ""),
        attribution=attribution if isinstance(attribution, dict) else {"en": str(attribution)},
    )
