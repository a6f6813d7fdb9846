"""What does somebody look for, across companies, people, needs, solutions, aids, events, groups, studies, ideas, trends?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids import queries as aids
from grappe.apps.companies import queries as companies
from grappe.apps.events.queries.search import search as search_events
from grappe.apps.groups.queries.search import search as search_groups
from grappe.apps.ideas.queries.challenges import search as search_challenges
from grappe.apps.ideas.queries.flagships import search as search_flagships
from grappe.apps.ideas.queries.search import search as search_ideas
from grappe.apps.insight.queries import search as search_plans
from grappe.apps.needs import queries as needs
from grappe.apps.solutions import queries as solutions
from grappe.apps.studies.queries.waiting import search as search_studies
from grappe.apps.trends.queries.sheets import search as search_sheets
from grappe.apps.trends.queries.topics import search as search_topics
from grappe.ui.moments import short_day

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHORTEST = 2
MOST = 8  # of each group


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what is said beside it, where it leads."""

    title: str
    beside: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one sort. `more` is where all of them are listed, where there may be more than shown."""

    label: str | Promise
    icon: str
    hits: tuple[Hit, ...]
    more: str = ""


def search(text: str, *, for_user: User, limit: int = MOST) -> list[Group]:
    """Return what fits a few letters or words, in groups; nothing for fewer than two letters.

    A constant number of queries, each for at most `limit` rows.
    """
    wanted = " ".join(text.replace("\x00", " ").split())
    if len(wanted) < SHORTEST:
        return []
    groups = (
        _companies(wanted, for_user, limit),
        _people(wanted, for_user, limit),
        _needs(wanted, for_user, limit),
        _solutions(wanted, for_user, limit),
        _programmes(wanted, for_user, limit),
        _events(wanted, for_user, limit),
        _working_groups(wanted, for_user, limit),
        _studies(wanted, for_user, limit),
        _ideas(wanted, for_user, limit),
        _flagships(wanted, for_user, limit),
        _challenges(wanted, for_user, limit),
        _plans(wanted, for_user, limit),
        _trend_sheets(wanted, for_user, limit),
        _topics(wanted, for_user, limit),
    )
    return [group for group in groups if group.hits]


def _companies(text: str, user: User, limit: int) -> Group:
    found = companies.search(text, for_user=user, limit=limit)
    hits = tuple(Hit(str(each), each.name if each.brand else "", _address(each.pk)) for each in found)
    return Group(_("Companies"), "building-factory-2", hits, reverse("companies:list"))


def _people(text: str, user: User, limit: int) -> Group:
    found = companies.search_people(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(
            each.name,
            " · ".join(filter(None, (each.function, str(each.company)))),
            _address(each.company_id),
        )
        for each in found
    )
    return Group(_("People"), "user", hits)


def _needs(text: str, user: User, limit: int) -> Group:
    found = needs.search(text, for_user=user, limit=limit)
    hits = tuple(Hit(each.title, str(each.company), reverse("needs:edit", args=[each.pk])) for each in found)
    return Group(_("Needs"), "bulb", hits, reverse("needs:list"))


def _solutions(text: str, user: User, limit: int) -> Group:
    found = solutions.solutions(for_user=user, text=text)[:limit]
    hits = tuple(
        Hit(
            str(each), f"{each.get_kind_display()} · {each.name}", reverse("solutions:detail", args=[each.pk])
        )
        for each in found
    )
    return Group(_("Solutions"), "puzzle", hits, reverse("solutions:list"))


def _programmes(text: str, user: User, limit: int) -> Group:
    found = aids.programmes(for_user=user, catalogue=aids.EVERY, text=text)[:limit]
    hits = tuple(Hit(str(each), "", reverse("aids:detail", args=[each.slug])) for each in found)
    return Group(_("Aids"), "coin-euro", hits, reverse("aids:list"))


def _events(text: str, user: User, limit: int) -> Group:
    found = search_events(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(
            str(each),
            short_day(each.starts_at),
            reverse("events:detail", args=[each.pk]),
        )
        for each in found
    )
    return Group(_("Events"), "calendar-event", hits, reverse("events:list"))


def _working_groups(text: str, user: User, limit: int) -> Group:
    found = search_groups(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(str(each), each.get_state_display(), reverse("groups:detail", args=[each.pk])) for each in found
    )
    return Group(_("Working groups"), "users-group", hits, reverse("groups:list"))


def _studies(text: str, user: User, limit: int) -> Group:
    found = search_studies(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(str(each), each.get_state_display(), reverse("studies:detail", args=[each.pk])) for each in found
    )
    return Group(_("Studies"), "report-search", hits, reverse("studies:list"))


def _ideas(text: str, user: User, limit: int) -> Group:
    found = search_ideas(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(each.title, str(each.get_stage_display()), reverse("ideas:detail", args=[each.pk]))
        for each in found
    )
    return Group(_("Ideas"), "bulb", hits, reverse("ideas:list"))


def _flagships(text: str, user: User, limit: int) -> Group:
    found = search_flagships(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(str(each), str(each.get_state_display()), reverse("ideas:flagship", args=[each.pk]))
        for each in found
    )
    return Group(_("Flagship projects"), "flag", hits, reverse("ideas:flagships"))


def _challenges(text: str, user: User, limit: int) -> Group:
    found = search_challenges(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(str(each), short_day(each.opens_at), reverse("ideas:challenge", args=[each.pk])) for each in found
    )
    return Group(_("Ideation campaigns"), "messages", hits)


def _plans(text: str, user: User, limit: int) -> Group:
    found = search_plans(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(str(each), each.get_state_display(), reverse("insight:plan", args=[each.pk])) for each in found
    )
    return Group(_("Action plans"), "target-arrow", hits, reverse("insight:plans"))


def _trend_sheets(text: str, user: User, limit: int) -> Group:
    found = search_sheets(text, for_user=user, limit=limit)
    hits = tuple(Hit(str(each), str(each.theme), reverse("trends:sheet", args=[each.pk])) for each in found)
    return Group(_("Trend sheets"), "trending-up", hits, reverse("trends:sheets"))


def _topics(text: str, user: User, limit: int) -> Group:
    found = search_topics(text, for_user=user, limit=limit)
    hits = tuple(
        Hit(str(name.title), ", ".join(name.terms), reverse("trends:topic", args=[pk])) for pk, name in found
    )
    return Group(_("Topics of the field"), "messages", hits, reverse("trends:topics"))


def _address(company: int) -> str:
    return reverse("desk:company_file", args=[company])
