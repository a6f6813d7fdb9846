"""What is there under one of the themes: needs, ideas, studies, events, groups, campaigns, programmes, plans, and how many?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.aids import queries as aids
from grappe.apps.campaigns import queries as campaigns
from grappe.apps.clusters import queries as clusters
from grappe.apps.events.queries.events import events
from grappe.apps.groups import queries as groups
from grappe.apps.ideas import queries as ideas
from grappe.apps.ideas.enums import RESTING, WAY
from grappe.apps.ideas.queries.challenges import challenges
from grappe.apps.ideas.queries.flagships import flagships
from grappe.apps.insight.enums import PlanState
from grappe.apps.insight.models import MeasureLink
from grappe.apps.insight.permissions import check_can_view_themes
from grappe.apps.insight.queries.plans import plans
from grappe.apps.insight.queries.theme_changes import Change, changes_of, month_chart, months_of
from grappe.apps.needs import queries as needs
from grappe.apps.studies import queries as studies
from grappe.ui.charts import PLAIN, lying_bars
from grappe.ui.moments import full_date, local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHOWN = 6  # of each list; the rest stands on its own list, or here with `whole`
MOST = 200  # of the one that is shown whole


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    more: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One list on a theme's page: how many there are, the first few, and where all of them stand."""

    key: str
    label: Any
    icon: str
    count: int
    rows: tuple[Row, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A theme on the list of themes, with what stands under it."""

    theme: Any
    figures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    theme: Any
    parts: tuple[Part, ...]
    stages: tuple[tuple[str, int], ...]  # ideas by stage
    stage_chart: dict[str, Any] | None
    changes: tuple[Change, ...]
    months: tuple[tuple[str, int, int], ...]  # month, needs noted, ideas captured
    month_chart: dict[str, Any] | None


def theme_of(slug: str) -> Any:
    """Return a theme by its slug. Raises Theme.DoesNotExist."""
    return clusters.themes().get(slug=slug)


def all_themes(*, for_user: User, today: date) -> list[Counted]:
    """Return every theme with its figures, in one query for each figure. Raises PermissionDenied."""
    check_can_view_themes(for_user)
    lists: tuple[tuple[Any, Any, str], ...] = (
        (gettext_lazy("Open needs"), needs.needs(for_user=for_user), "theme_id"),
        (gettext_lazy("Ideas"), _living(for_user), "theme_id"),
        (gettext_lazy("Studies"), studies.studies(for_user=for_user), "theme_id"),
        (gettext_lazy("Working groups"), groups.groups(for_user=for_user), "theme_id"),
        (
            gettext_lazy("Action plans under way"),
            plans(for_user=for_user, state=PlanState.RUNNING, today=today),
            "theme_id",
        ),
    )
    counts = [
        (label, Counter(found.order_by().values_list(field, flat=True))) for label, found, field in lists
    ]
    return [
        Counted(theme, tuple((str(label), counted[theme.pk]) for label, counted in counts))
        for theme in clusters.themes()
    ]


def theme_page(theme: Any, *, for_user: User, today: date, at: datetime, whole: str = "") -> ThemePage:
    """Return all that stands under a theme and that this reader may see; of the part called `whole` all rows.

    As many queries for one thing as for many. Raises PermissionDenied.
    """
    check_can_view_themes(for_user)
    stages = _stages(_living(for_user).filter(theme=theme))
    months = months_of(theme, for_user=for_user, today=today)
    return ThemePage(
        theme=theme,
        parts=tuple(_parts(theme, for_user, today, at, whole)),
        stages=stages,
        stage_chart=lying_bars([(label, count, PLAIN) for label, count in stages])
        if any(count for _label, count in stages)
        else None,
        changes=changes_of(theme, for_user=for_user, today=today),
        months=months,
        month_chart=month_chart(months),
    )


def _living(user: User) -> Any:
    """Ideas that are neither merged nor at rest."""
    return ideas.visible(for_user=user).filter(merged_into=None).exclude(stage__in=RESTING)


def _parts(theme: Any, user: User, today: date, at: datetime, whole: str) -> Iterator[Part]:
    here = f"{reverse('insight:theme', args=[theme.slug])}?whole="
    for key_name, label, icon, found, words, address, url in _lists(theme, user, today, at):
        key = "slug" if key_name == "aids" else "pk"
        rows = tuple(
            Row(title, more, reverse(address, args=[getattr(each, key)]))
            for each in found[: MOST if key_name == whole else SHOWN]
            for title, more in [words(each)]
        )
        # A list that cannot be narrowed to a theme would show other things: then this page shows all of it.
        yield Part(key_name, label, icon, found.count(), rows, url or f"{here}{key_name}#part-{key_name}")


def _lists(theme: Any, user: User, today: date, at: datetime) -> Iterator[tuple[Any, ...]]:
    """Return key, label, icon, rows, what is said of a row, where a row leads and where all of them stand."""
    wanted = needs.Filters(theme=theme.pk)
    narrowed = f"?theme={theme.slug}"
    yield ("needs", _("Open needs"), "bulb", needs.needs(for_user=user, filters=wanted),
           lambda n: (n.title, str(n.company)), "needs:detail", f"{reverse('needs:list')}?theme={theme.pk}")  # fmt: skip
    yield ("ideas", _("Ideas"), "rocket", _living(user).filter(theme=theme),
           lambda i: (i.title, i.get_stage_display()), "ideas:detail", reverse("ideas:list") + narrowed)  # fmt: skip
    yield ("plans", _("Action plans"), "target-arrow", plans(for_user=user, theme=theme.slug, today=today),
           lambda p: (str(p), p.get_state_display()), "insight:plan", reverse("insight:plans") + narrowed)  # fmt: skip
    yield ("studies", _("Studies"), "microscope", studies.studies(for_user=user, theme=theme.slug),
           lambda s: (str(s), s.get_state_display()), "studies:detail", reverse("studies:list") + narrowed)  # fmt: skip
    yield ("groups", _("Working groups"), "users-group", groups.groups(for_user=user).filter(theme=theme),
           lambda g: (str(g), g.get_state_display()), "groups:detail", "")  # fmt: skip
    yield ("events", _("Events"), "calendar-event", events(for_user=user, at=at).filter(theme=theme),
           lambda e: (str(e), full_date(local_date(e.starts_at))), "events:detail", "")  # fmt: skip
    yield ("flagships", _("Flagship projects"), "flag", flagships(for_user=user).filter(idea__theme=theme),
           lambda f: (str(f), f.get_state_display()), "ideas:flagship", "")  # fmt: skip
    yield ("challenges", _("Ideation campaigns"), "message-question", challenges(for_user=user, theme=theme.slug),
           lambda c: (str(c), c.phase_at(at).label), "ideas:challenge", reverse("ideas:challenges") + narrowed)  # fmt: skip
    yield ("campaigns", _("Mailings"), "speakerphone", _mailings(theme, user),
           lambda c: (str(c.title), c.get_state_display()), "campaigns:detail", "")  # fmt: skip
    yield ("aids", _("Aids"), "coin-euro", aids.programmes(for_user=user, theme=theme.slug),
           lambda a: (str(a), ""), "aids:detail", reverse("aids:list") + narrowed)  # fmt: skip


def _mailings(theme: Any, user: User) -> Any:
    """Mailings to companies with a need under the theme, about one of its programmes, or that a measure of a plan created."""
    created = MeasureLink.objects.filter(measure__plan__theme=theme, campaign__isnull=False)
    concerned = (
        Q(segment__need_theme=theme.slug)
        | Q(programme__themes=theme)
        | Q(pk__in=created.values("campaign_id"))
    )
    return campaigns.campaigns(for_user=user).filter(concerned).distinct()


def _stages(found: Any) -> tuple[tuple[str, int], ...]:
    counts = dict(found.order_by().values_list("stage").annotate(number=Count("pk")))
    return tuple((str(stage.label), counts.get(stage, 0)) for stage in WAY)
