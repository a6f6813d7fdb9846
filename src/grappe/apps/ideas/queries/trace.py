"""How did a first sentence become results years later? One line: sentence, idea, what joined it, gates, project, results.

Each step says when, what, in which words, and where to read on. The sentence itself was said in confidence: who may not
read it (`permissions.can_read_origin`), or not what it stands in, learns when and where it was said, not the words, the
company or the contact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import EUROS, LinkKind, Outcome, StepKind
from grappe.apps.ideas.models import Flagship, Idea, IdeaLink, Merge
from grappe.apps.ideas.permissions import can_read_origin
from grappe.apps.ideas.queries.flagships import flagship_of
from grappe.apps.ideas.queries.linked import Linked, shown
from grappe.apps.ideas.queries.plans import counted
from grappe.apps.ideas.queries.veils import veil_people
from grappe.engines.kernel import Text
from grappe.ui.moments import local_date
from grappe.ui.templatetags.ui import amount, eur

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SENTENCE, IDEA, JOINED, GATE, STOP, PROJECT, REACHED, RESULT = (
    "sentence", "idea", "joined", "gate", "stop", "project", "reached", "result",
)  # fmt: skip
ICONS = {
    SENTENCE: "quote", IDEA: "bulb", JOINED: "git-merge", GATE: "gavel", STOP: "player-pause", PROJECT: "flag",
    REACHED: "flag-check", RESULT: "chart-dots",
}  # fmt: skip
# At the same day, what leads to something stands before it.
_ORDER = (SENTENCE, IDEA, JOINED, GATE, STOP, PROJECT, REACHED, RESULT)


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the line. `words` is a text in `language` (empty: the page's)."""

    on: date
    kind: str
    title: str
    words: str = ""
    language: str = ""
    url: str = ""
    who: str = ""
    by_year: bool = False  # `on` stands for its whole year
    withheld: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A step as the line draws it, `x` in units of the drawing, which is WIDTH wide."""

    stop: Stop
    number: int
    x: int


@dataclass(frozen=True, slots=True)
class Line:
    """The whole way; `years`: where each begins in the drawing."""

    drawn: tuple[Drawn, ...]
    years: tuple[tuple[int, int], ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        return tuple(each.stop for each in self.drawn)


def trace_of(idea: Idea, *, for_user: User, for_ministry: bool = False) -> Line:
    """Return the line of an idea that `for_user` may see; `for_ministry`: without what was said in confidence, whoever asks.

    About a dozen queries, and a few more for each thing that it came from.
    """
    open_ = can_read_origin(for_user, idea) and not for_ministry
    stops = [
        *_origins(idea, for_user, open_),
        *_life(idea, for_user, open_),
        *_joined(idea, open_),
        *_gates(idea),
    ]
    flagship = flagship_of(idea)
    if flagship is not None:
        stops += _project(flagship)
    ordered = tuple(sorted(stops, key=lambda each: (each.on, _ORDER.index(each.kind))))
    drawn = tuple(_drawn(ordered))
    return Line(drawn, tuple(_years(drawn)))


WIDTH, MARGIN = 1000, 40


def _years(drawn: tuple[Drawn, ...]) -> Iterator[tuple[int, int]]:
    """Yield each year with the place of its first step."""
    known: set[int] = set()
    for each in drawn:
        if each.stop.on.year not in known:
            known.add(each.stop.on.year)
            yield each.stop.on.year, each.x


def _drawn(stops: tuple[Stop, ...]) -> Iterator[Drawn]:
    """Place the steps by their days, at least so far apart that their numbers can be read."""
    if not stops:
        return
    first, days = stops[0].on, max((stops[-1].on - stops[0].on).days, 1)
    room = WIDTH - 2 * MARGIN
    least = min(34, room // max(len(stops) - 1, 1))
    before = MARGIN - least
    places = []
    for each in stops:
        before = max(before + least, MARGIN + (each.on - first).days * room // days)
        places.append(before)
    shift = WIDTH - MARGIN
    for n in range(len(places) - 1, -1, -1):  # back into the drawing, from its end
        places[n] = min(places[n], shift)
        shift = places[n] - least
    for number, (each, x) in enumerate(zip(stops, places, strict=True), start=1):
        yield Drawn(each, number, x)


def _origins(idea: Idea, user: User, open_: bool) -> Iterator[Stop]:
    found = idea.links.filter(origin=True).select_related(
        "mark__contact", "session__group", "need", "event", "event_words", "group_words", "finding", "use",
        "answer__participant__challenge",
    )  # fmt: skip
    for link in found:
        on = local_date(_said_at(link))
        title = str(LinkKind(link.kind).label)
        seen = shown(link, user) if open_ else Linked(link)
        if not open_ or not (seen.title or seen.passage):
            yield Stop(
                on, SENTENCE, title, words=_("Said in confidence: its words are not shown."), withheld=True
            )
            continue
        yield Stop(
            on, SENTENCE, title, words=seen.passage, url=seen.url, who=seen.title, language=_language(link)
        )


def _said_at(link: IdeaLink) -> Any:
    """Return when that was said or noted from which an idea came; where its source has no moment, when it was linked."""
    moments = (
        (link.mark and link.mark.contact, "starts_at"), (link.session, "starts_at"), (link.event, "starts_at"),
        (link.event_words, "linked_at"), (link.group_words, "linked_at"), (link.need, "created_at"),
        (link.finding, "created_at"), (link.use, "used_at"), (link.answer, "written_at"),
    )  # fmt: skip
    return next((getattr(thing, name) for thing, name in moments if thing is not None), link.linked_at)


def _language(link: IdeaLink) -> str:
    if link.mark is not None:
        return str(link.mark.contact.notes_language)
    if link.answer is not None:
        return str(link.answer.language)
    return str(link.session.group.language) if link.session is not None else ""


def _life(idea: Idea, user: User, open_: bool) -> Iterator[Stop]:
    """Yield the capture and what happened outside gates; what a gate decided says `_gates`."""
    url = reverse("ideas:detail", args=[idea.pk])
    people = [each.contributor for each in idea.authors.select_related("contributor__company")]
    veil_people(people, for_user=user)
    authors = ", ".join(each.name for each in people)
    for step in idea.steps.filter(decision=None):
        on = local_date(step.at)
        if step.kind == StepKind.CAPTURE:
            yield Stop(on, IDEA, _("Idea captured"), idea.title, idea.language, url, authors if open_ else "")
        elif step.kind == StepKind.GATE:  # before gates were decided here
            title = _("Now “%(stage)s”") % {"stage": step.get_came_to_display()}
            yield Stop(on, GATE, title, _spoken(step.why))
        else:
            kind = IDEA if step.kind == StepKind.REOPEN else STOP
            yield Stop(on, kind, str(StepKind(step.kind).label).capitalize(), _spoken(step.why))
    supports = idea.supports.order_by("given_at")
    last = supports.last()
    if last is not None:
        n = len(supports)
        words = ngettext("%(n)s supports it", "%(n)s support it", n) % {"n": n}
        yield Stop(local_date(last.given_at), JOINED, _("Support"), words)


def _joined(idea: Idea, open_: bool) -> Iterator[Stop]:
    merges = Merge.objects.filter(kept=idea, undone_at=None).select_related("absorbed")
    for merge in merges:
        shown = open_ or not merge.absorbed.confidential
        yield Stop(
            local_date(merge.at), JOINED, _("Joined with another idea"),
            merge.absorbed.title if shown else "", merge.absorbed.language if shown else "",
            reverse("ideas:detail", args=[merge.absorbed_id]) if open_ else "",
        )  # fmt: skip


def _gates(idea: Idea) -> Iterator[Stop]:
    for each in idea.assessments.select_related("gate", "decision__decided_by").order_by("opened_at"):
        decision = getattr(each, "decision", None)
        if decision is None:
            continue
        kind = GATE if decision.outcome in (Outcome.PASS, Outcome.REWORK) else STOP
        who = decision.decided_by.name if decision.decided_by else ""
        title = _("Gate “%(gate)s”: %(outcome)s") % {
            "gate": each.gate,
            "outcome": decision.get_outcome_display(),
        }
        yield Stop(local_date(decision.decided_at), kind, title, _spoken(decision.reasons), who=who)


def _project(flagship: Flagship) -> Iterator[Stop]:
    url = reverse("ideas:flagship", args=[flagship.pk])
    partners = list(flagship.partners.all())
    signed = [each.letter_on for each in partners if each.letter_id and each.letter_on]
    if signed:
        n = len(signed)
        words = ngettext("%(n)s organisation has signed", "%(n)s organisations have signed", n) % {"n": n}
        yield Stop(
            max(signed),
            JOINED,
            _("Letters of intent"),
            words,
            url=reverse("ideas:partners", args=[flagship.pk]),
        )
    yield Stop(local_date(flagship.created_at), PROJECT, _("Flagship project made"), str(flagship), url=url)
    if flagship.started_at is not None:
        n = len(partners)
        words = ngettext("%(n)s partner", "%(n)s partners", n) % {"n": n}
        yield Stop(local_date(flagship.started_at), PROJECT, _("Flagship project started"), words, url=url)
    plan = reverse("ideas:plan", args=[flagship.pk])
    for each in flagship.milestones.exclude(reached_on=None):
        assert each.reached_on is not None
        yield Stop(each.reached_on, REACHED, _("Milestone reached"), _spoken(each.names), url=plan)
    for handed in flagship.deliverables.exclude(delivered_on=None):
        assert handed.delivered_on is not None
        yield Stop(
            handed.delivered_on, REACHED, _("Deliverable handed over"), _spoken(handed.names), url=plan
        )
    for kind in counted(list(flagship.indicators.exclude(reached=None))):
        for row in kind.rows:
            said = eur(row.reached) if row.kind in EUROS else amount(row.reached)
            yield Stop(
                date(row.year, 12, 31), RESULT, kind.label,
                _("%(reached)s reached in %(year)s") % {"reached": said, "year": row.year}, url=plan, by_year=True,
            )  # fmt: skip
    if flagship.ended_at is not None:
        yield Stop(
            local_date(flagship.ended_at), PROJECT if flagship.state == "completed" else STOP,
            str(flagship.get_state_display()), flagship.ended_why, url=url,
        )  # fmt: skip


def _spoken(texts: dict[str, str]) -> str:
    return Text.of(texts).in_language(get_language() or "en")
