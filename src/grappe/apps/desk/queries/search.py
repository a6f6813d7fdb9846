"""What does somebody look for, across all that they may read? The index finds it; here it gets its address and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.queries.search import told_beside
from grappe.apps.desk.queries.search_filters import scope_of
from grappe.apps.desk.queries.search_offers import Offer, offer_of
from grappe.apps.search import queries as index
from grappe.apps.search.enums import Kind
from grappe.apps.search.queries import Asked, Hits, Shown
from grappe.apps.trends.queries.topics import search as search_topics
from grappe.ui.highlights import Piece, marked, passage

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHORTEST = 2
EACH = 6  # of a kind, where all kinds are shown
IN_BOX = 12
BOX_EACH = 4
PAGE = 25
ICONS = {
    Kind.COMPANY: "building-factory-2", Kind.PERSON: "user", Kind.CONTACT: "notes", Kind.NEED: "bulb", Kind.SOLUTION: "puzzle",
    Kind.PROGRAMME: "coin-euro", Kind.EVENT: "calendar-event", Kind.GROUP: "users-group", Kind.STUDY: "report-search",
    Kind.IDEA: "bulb", Kind.FLAGSHIP: "flag", Kind.CHALLENGE: "messages", Kind.PLAN: "target-arrow",
    Kind.SHEET: "trending-up", Kind.DIAGNOSTIC: "stethoscope", Kind.PAPER: "file", Kind.MATERIAL: "file", Kind.MAIL: "mail",
}  # fmt: skip
_COMPANY = "desk:company_file"
_PAGES = {
    Kind.CONTACT: "companies:contact", Kind.NEED: "needs:detail", Kind.SOLUTION: "solutions:detail", Kind.EVENT: "events:detail",
    Kind.GROUP: "groups:detail", Kind.STUDY: "studies:detail", Kind.IDEA: "ideas:detail", Kind.FLAGSHIP: "ideas:flagship",
    Kind.CHALLENGE: "ideas:challenge", Kind.PLAN: "insight:plan", Kind.SHEET: "trends:sheet",
    Kind.DIAGNOSTIC: "diagnostics:result", Kind.PAPER: "groups:paper", Kind.MATERIAL: "studies:material_edit",
    Kind.MAIL: "mail:filed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what is said beside it, the passage that was found, where it leads."""

    title: tuple[Piece, ...]
    url: str
    beside: str = ""
    language: str = ""
    passage: tuple[Piece, ...] = ()
    spoken: str = ""  # the passage's language
    sealed: bool = False  # no passage is shown of what is in confidence: its own page is where reading it is written down

    @property
    def name(self) -> str:
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `kind` narrows the page to them."""

    kind: str
    label: str | Promise
    icon: str
    hits: tuple[Hit, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a line, for one reader."""

    asked: Asked
    groups: tuple[Group, ...] = ()
    total: int = 0
    capped: bool = False
    corrected: str = ""
    most: bool = False  # nothing has all the words
    following: str = ""
    problems: tuple[str, ...] = ()
    too_short: bool = False
    offer: Offer | None = None  # what its plain words may be narrowed to


def search(
    text: str, *, for_user: User, today: date, chosen: Mapping[str, str] | None = None, after: str = ""
) -> Answer:
    """Return what fits a line on the page of the search: a few of each kind, or all of one kind, page by page."""
    asked = index.asked(text)
    if _too_short(asked, chosen):
        return Answer(asked, too_short=True)
    narrowed = scope_of(asked, chosen or {}, for_user=for_user)
    if narrowed.problems:
        return Answer(asked, problems=narrowed.problems)
    one = _one_kind(narrowed.scope.facets)
    found = index.find(
        asked,
        narrowed.scope,
        today=today,
        limit=PAGE if one else 100,
        each=None if one else EACH,
        after=after if one else "",
    )
    groups = _groups(found, asked, for_user)
    if not one and not narrowed.scope.narrow and asked.every:
        groups = (*groups, *_topics(asked, for_user))
    total = found.total + sum(group.count for group in groups if group.kind == "topic")
    offer = None if after or any((chosen or {}).values()) else _offer(asked, for_user, today)
    return Answer(
        asked, groups, total, found.capped, found.corrected, found.most, found.following, offer=offer
    )


def _offer(asked: Asked, user: User, today: date) -> Offer | None:
    """What the plain words may be narrowed to, where something is found by that. As many queries again, only then."""
    offer = offer_of(asked)
    if offer is None:
        return None
    line = index.asked(offer.line)
    found = index.find(line, scope_of(line, {}, for_user=user).scope, today=today, limit=1, meant=False)
    if not found.total or found.most or found.corrected:
        return None
    return replace(offer, count=0 if found.capped else found.total)


def suggestions(text: str, *, for_user: User, today: date) -> Answer:
    """Return a few hits while somebody types; what is meant is looked for from two words on."""
    asked = index.asked(text)
    if _too_short(asked, None):
        return Answer(asked, too_short=True)
    narrowed = scope_of(asked, {}, for_user=for_user)
    if narrowed.problems:
        return Answer(asked, problems=narrowed.problems)
    found = index.find(
        asked,
        narrowed.scope,
        today=today,
        limit=IN_BOX,
        each=BOX_EACH,
        meant=len(asked.every) > 1,
        typing=True,
    )
    return Answer(
        asked, _groups(found, asked, for_user), found.total, found.capped, found.corrected, found.most
    )


def _too_short(asked: Asked, chosen: Mapping[str, str] | None) -> bool:
    if asked.operators or any((chosen or {}).values()):
        return False
    return len(asked.words.strip()) < SHORTEST


def _one_kind(facets: tuple[tuple[str, ...], ...]) -> bool:
    return any(all(word.startswith("k:") for word in group) for group in facets)


def _groups(found: Hits, asked: Asked, user: User) -> tuple[Group, ...]:
    """The hits by kind, that of the likeliest first; of companies, many of which have one name, where they are."""
    words = [term.text for group in asked.every for term in group] + found.corrected.split()
    tokens = [piece for word in words for piece in word.split()]
    counts = dict(found.kinds)
    by_kind: dict[str, list[Hit]] = {}
    companies = [shown.record for shown in found.shown if shown.kind == Kind.COMPANY]
    beside = told_beside(companies, for_user=user) if companies else {}
    for shown in found.shown:
        hit = _hit(shown, tokens)
        if shown.kind == Kind.COMPANY and not hit.beside:
            hit = replace(hit, beside=beside.get(shown.record, ""))
        by_kind.setdefault(shown.kind, []).append(hit)
    return tuple(
        Group(kind, Kind(kind).label, ICONS[Kind(kind)], tuple(hits), counts.get(kind, len(hits)))
        for kind, hits in by_kind.items()
    )


def _hit(shown: Shown, words: list[str]) -> Hit:
    language, title = _in_language(shown.titles, shown.language)
    spoken, text = _in_language(shown.texts, shown.language)
    beside = "" if shown.kind == Kind.PROGRAMME else shown.beside
    if shown.day and shown.kind in (
        Kind.CONTACT,
        Kind.EVENT,
        Kind.NEED,
        Kind.DIAGNOSTIC,
        Kind.CHALLENGE,
        Kind.MAIL,
    ):
        beside = " · ".join(filter(None, (beside, date_format(shown.day, "SHORT_DATE_FORMAT"))))
    cut = passage(text, words) if text and not shown.sealed else ""
    return Hit(
        marked(title, words), _address(shown), beside, language, marked(cut, words), spoken, shown.sealed
    )


def _in_language(texts: Mapping[str, str], own: str) -> tuple[str, str]:
    """Return a text in the page's language, or in its own, with the language where it is not the page's."""
    page = (get_language() or "en")[:2]
    for code in (page, own, *texts):
        if code in texts:
            return ("" if code in ("", page) else code), texts[code]
    return "", ""


def _address(shown: Shown) -> str:
    if shown.kind in (Kind.COMPANY, Kind.PERSON):
        return reverse(_COMPANY, args=[shown.company])
    if shown.kind == Kind.PROGRAMME:
        return reverse("aids:detail", args=[shown.beside])
    return reverse(_PAGES[Kind(shown.kind)], args=[shown.record])


def _topics(asked: Asked, user: User) -> tuple[Group, ...]:
    """Topics are called after what each reader may read, so that no index can hold their names."""
    found = search_topics(asked.words, for_user=user, limit=EACH)
    hits = tuple(
        Hit(
            marked(str(name.title), asked.words.split()),
            reverse("trends:topic", args=[pk]),
            ", ".join(name.terms),
        )
        for pk, name in found
    )
    return (Group("topic", _("Topics of the field"), "messages", hits, len(hits)),) if hits else ()
