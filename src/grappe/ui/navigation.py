"""Which sections does the menu show? By URL name, so that ui imports no app."""

from __future__ import annotations

from dataclasses import dataclass

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


_MENU = (
    (_("My day"), "sun", "desk:my_day"),
    (_("Dashboards"), "layout-dashboard", "desk:boards"),
    (_("Companies"), "building-factory-2", "companies:list"),
    (_("Lists"), "table", "lists:home"),
    (_("Needs"), "bulb", "needs:list"),
    (_("Aids"), "coin-euro", "aids:list"),
    (_("Events"), "calendar-event", "events:list"),
    (_("Working groups"), "users-group", "groups:list"),
    (_("Studies"), "microscope", "studies:list"),
    (_("Ideas"), "rocket", "ideas:list"),
    (_("Trends"), "trending-up", "trends:sheets"),
    (_("Themes and plans"), "compass", "insight:themes"),
    (_("Indicators"), "chart-line", "reporting:indicators"),
    (_("Campaigns"), "speakerphone", "campaigns:list"),
    (_("Surveys"), "clipboard-list", "surveys:waves"),
    (_("Solutions"), "puzzle", "solutions:list"),
    (_("Introductions"), "arrows-exchange", "matches:introductions"),
    (_("Roadmaps"), "map-route", "roadmaps:list"),
)
_WORKING = ((_("Duplicates"), "copy", "duplicates:list"),)  # for whoever looks after companies
_ADMINISTRATORS = (
    (_("Accounts"), "users", "accounts:list"),
    (_("Personal data"), "user-search", "privacy:cases"),
    (_("Custom fields"), "forms", "fields:list"),
)


def sections(request: HttpRequest) -> list[Section]:
    """Return the menu for a signed-in user, with the section of this page marked; none for strangers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    menu = _MENU + (_WORKING if user.role in {"administrator", "cluster_manager"} else ())
    menu += _ADMINISTRATORS if user.is_administrator else ()
    menu += ((_("Demo mailbox"), "mail", "desk:mailbox"),) if settings.DEMO else ()
    found = []
    for label, icon, name in menu:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url if name == "desk:my_day" else request.path.startswith(url)
        found.append(Section(label, icon, url, current))
    return found
