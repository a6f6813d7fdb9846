"""Which sections does the menu show? By URL name, so that ui imports no app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    label: str | Promise
    icon: str
    url: str
    current: bool


@dataclass(frozen=True)
class Group:
    """Sections that belong together; the first and last group have no name."""

    label: str | Promise
    sections: tuple[Section, ...]


Entry = tuple[Any, str, str]  # label, icon, URL name
# In the order of the work: today, the companies, what they are offered, what comes next, the figures.
_MENU: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    ("", ((_("My day"), "sun", "desk:my_day"), (_("Dashboards"), "layout-dashboard", "desk:boards"))),
    (
        _("Companies and contacts"),
        (
            (_("Companies"), "building-factory-2", "companies:list"),
            (_("Needs"), "bulb", "needs:list"),
            (_("Introductions"), "arrows-exchange", "matches:introductions"),
            (_("Roadmaps"), "map-route", "roadmaps:list"),
            (_("Lists and files"), "table", "lists:home"),
            (_("Mails"), "mail", "mail:inbox"),
            (_("Duplicates"), "copy", "duplicates:list"),
        ),
    ),
    (
        _("What we offer"),
        (
            (_("Aids"), "coin-euro", "aids:list"),
            (_("Solutions"), "puzzle", "solutions:list"),
            (_("Events"), "calendar-event", "events:list"),
            (_("Campaigns"), "speakerphone", "campaigns:list"),
        ),
    ),
    (
        _("Innovation"),
        (
            (_("Ideas"), "rocket", "ideas:list"),
            (_("Working groups"), "users-group", "groups:list"),
            (_("Studies"), "microscope", "studies:list"),
            (_("Trends"), "trending-up", "trends:sheets"),
            (_("Themes and plans"), "compass", "insight:themes"),
        ),
    ),
    (
        _("Figures"),
        (
            (_("Indicators"), "chart-line", "reporting:indicators"),
            (_("Surveys"), "clipboard-list", "surveys:waves"),
        ),
    ),
    (
        _("Administration"),
        (
            (_("Accounts"), "users", "accounts:list"),
            (_("Personal data"), "user-search", "privacy:cases"),
            (_("Custom fields"), "forms", "fields:list"),
        ),
    ),
)
_DEMO: Entry = (_("Demo mailbox"), "mail", "desk:mailbox")
_WORKING = {"mail:inbox", "duplicates:list"}  # for whoever looks after companies
_ADMINISTRATORS = {"accounts:list", "privacy:cases", "fields:list"}


def menu(request: HttpRequest) -> list[Group]:
    """Return the menu for a signed-in user, with the section of this page marked; nothing for strangers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    hidden = set() if user.is_administrator else set(_ADMINISTRATORS)
    if user.role not in {"administrator", "cluster_manager"}:
        hidden |= _WORKING
    groups = (*_MENU, ("", (_DEMO,))) if settings.DEMO else _MENU
    found = []
    for label, entries in groups:
        shown = [_section(request, *entry) for entry in entries if entry[2] not in hidden]
        if sections := tuple(each for each in shown if each is not None):
            found.append(Group(label, sections))
    return found


def _section(request: HttpRequest, label: Any, icon: str, name: str) -> Section | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    current = request.path == url if name == "desk:my_day" else request.path.startswith(url)
    return Section(label, icon, url, current)
