"""What is a search narrowed to? Operators and the filters of the page as facets of the index; what is not understood is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.queries.readers import reader_words
from grappe.apps.companies.queries.reference import commune_of, communes, nace_of
from grappe.apps.search.enums import OFFERED, Kind, Size
from grappe.apps.search.queries import Asked, Scope, days
from grappe.engines.kernel.folding import fold

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# What a kind or a size is called in an operator, in each language, beside its name on the page.
_KINDS = {
    Kind.COMPANY: "company companie entreprise firma firmen unternehmen", Kind.PERSON: "person personne people",
    Kind.MAIL: "mail email courriel",
    Kind.CONTACT: "contact note kontakt kontakte notiz notizen", Kind.NEED: "need besoin bedarf",
    Kind.SOLUTION: "solution losung losungen",
    Kind.PROGRAMME: "aid aide programme hilfe hilfen beihilfe beihilfen forderung forderungen",
    Kind.EVENT: "event evenement veranstaltung veranstaltungen",
    Kind.GROUP: "group groupe gruppe gruppen arbeitsgruppe arbeitsgruppen", Kind.STUDY: "study studie etude studien",
    Kind.IDEA: "idea idee ideen",
    Kind.FLAGSHIP: "flagship phare leuchtturm leuchtturmprojekt", Kind.CHALLENGE: "campaign campagne kampagne",
    Kind.PLAN: "plan", Kind.SHEET: "trend tendance", Kind.DIAGNOSTIC: "diagnostic diagnose",
    Kind.PAPER: "document dokument", Kind.MATERIAL: "document dokument",
}  # fmt: skip
_SIZES = {
    Size.MICRO: "micro kleinst", Size.SMALL: "small petite klein", Size.MEDIUM: "medium moyenne mittel",
    Size.LARGE: "large grande gross",
}  # fmt: skip
_WITHOUT_DAY = {f"k:{kind.value}" for kind in (Kind.COMPANY, Kind.PERSON, Kind.PROGRAMME, Kind.SOLUTION)}
_ME = {"me", "moi", "mich", "mir"}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A scope, and what was not understood."""

    scope: Scope
    problems: tuple[str, ...]


def scope_of(asked: Asked, chosen: Mapping[str, str], *, for_user: User) -> Narrowed:
    """Return what a line and the filters of the page narrow a search to. A query for each operator that names a thing."""
    facets: list[tuple[str, ...]] = []
    bounds: dict[str, date] = {}
    problems: list[str] = []
    chosen_pairs = [(name, value) for name, value in chosen.items() if value]
    for name, value in [*asked.operators, *chosen_pairs]:
        if name in ("after", "before"):
            _bound(name, value, bounds, problems)
        elif found := _FACETS[name](value, for_user) if value else ():
            facets.append(found)
        else:
            problems.append(_said(name, value))
    without: list[tuple[str, ...]] = []
    for name, value in asked.not_operators:
        if name in ("after", "before"):
            problems.append(_("A date is not left out: “after:” and “before:” turn one another round."))
        elif found := _FACETS[name](value, for_user) if value else ():
            without.append(found)
        else:
            problems.append(_said(name, value))
    if bounds.get("after") and bounds.get("before") and bounds["after"] > bounds["before"]:
        problems.append(_("Nothing is both after and before these days."))
    if bounds and any(set(group) <= _WITHOUT_DAY for group in facets):
        problems.append(
            _(
                "Companies, people, aids and solutions have no date here: “after:” and “before:” leave them all out."
            )
        )
    scope = Scope(
        reader_words(for_user), tuple(facets), bounds.get("after"), bounds.get("before"), tuple(without)
    )
    return Narrowed(scope, tuple(dict.fromkeys(problems)))


def _bound(name: str, value: str, bounds: dict[str, date], problems: list[str]) -> None:
    span = days(value)
    if span is None:
        problems.append(_("“%(value)s” is no date: 2026, 2026-03 or 2026-03-15.") % {"value": value})
    elif name == "after":
        bounds[name] = max(span[0], bounds.get(name, span[0]))
    else:
        bounds[name] = min(span[1], bounds.get(name, span[1]))


def _said(name: str, value: str) -> str:
    return {
        "type": _(
            "There is no type “%(value)s”: company, person, note, need, solution, aid, event, idea, study …"
        ),
        "cluster": _("There is no cluster “%(value)s”."),
        "nace": _("There is no activity “%(value)s” in NACE: C, 26 or 26.11."),
        "commune": _("There is no commune “%(value)s”."),
        "size": _("There is no size “%(value)s”: micro, small, medium or large."),
        "by": _("Nobody here is called “%(value)s”."),
    }[name] % {"value": value}


def kinds_called(word: str) -> tuple[Kind, ...]:
    """Return the kinds of things that are called like that, one or several of them; no query."""
    wanted = fold(word).rstrip("s")
    return tuple(kind for kind in OFFERED if any(name.rstrip("s") == wanted for name in _names_of(kind)))


def _names_of(kind: Kind) -> set[str]:
    return {fold(kind.value), *_KINDS[kind].split()}


def _kind(value: str, user: User) -> tuple[str, ...]:
    wanted = fold(value).rstrip("s")
    begun = (kind for kind in OFFERED if any(_begins(name, wanted) for name in _names_of(kind)))
    return tuple(f"k:{kind.value}" for kind in kinds_called(value) or begun)


def _begins(name: str, wanted: str) -> bool:
    return len(wanted) > 3 and name.startswith(wanted)


def _cluster(value: str, user: User) -> tuple[str, ...]:
    wanted = fold(value)
    rows = list(clusters())
    exact = [row for row in rows if wanted in {row.slug, *(fold(str(name)) for name in row.name.values())}]
    near = [
        row
        for row in rows
        if any(fold(str(name)).startswith(wanted) for name in (row.slug, *row.name.values()))
    ]
    return tuple(f"c:{row.pk}" for row in exact or (near if wanted else []))


def _nace(value: str, user: User) -> tuple[str, ...]:
    if re.fullmatch(r"[a-vA-V]", value):
        return (f"n:{value.lower()}",)
    row = nace_of(value)
    digits = re.sub(r"\D", "", row.code) if row else ""
    return (f"n:{digits}*",) if digits else (f"n:{row.section.lower()}",) if row else ()


def _commune(value: str, user: User) -> tuple[str, ...]:
    row = commune_of(value)
    if row:
        return (f"t:{row.pk}",)
    begun = [each for each in communes(value, limit=3) if fold(each.name).startswith(fold(value))]
    return tuple(f"t:{each.pk}" for each in begun)


def _size(value: str, user: User) -> tuple[str, ...]:
    wanted = fold(value)
    return tuple(f"s:{size.value}" for size in Size if wanted in {size.value, *_SIZES[size].split()})


def _by(value: str, user: User) -> tuple[str, ...]:
    if fold(value) in _ME:
        return (f"u:{user.pk}",)
    if len(value) < 2:
        return ()
    people = get_user_model().objects.filter(name__unaccent__icontains=value)[:5]
    return tuple(f"u:{person.pk}" for person in people)


_FACETS: dict[str, Any] = {
    "type": _kind, "cluster": _cluster, "nace": _nace, "commune": _commune, "size": _size, "by": _by,
}  # fmt: skip
