"""What did a merge do, in words and counts; which merges were there?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries.merging import names_of_people
from grappe.apps.duplicates.enums import Done, PairKind, PairState
from grappe.apps.duplicates.models import Merge, MergedRow, PersonCandidate, Thresholds
from grappe.apps.duplicates.permissions import can_undo, check_can_view_pairs
from grappe.engines.planning import add_months
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 100
COMPANY, PERSON = "companies.Company", "companies.Person"
UNDO_MONTHS = 12
# What hangs on a company, by model: how people call it. A test looks that each has a name.
NAMES: dict[str, str | Promise] = {
    "aids.AidProject": gettext_lazy("Projects that ask for aid"),
    "aids.Award": gettext_lazy("Aid granted"),
    "aids.DifferenceRow": gettext_lazy("Effects of changes to programmes"),
    "aids.SweepResult": gettext_lazy("Results of aid searches"),
    "calendars.Booking": gettext_lazy("Bookings"),
    "campaigns.Picked": gettext_lazy("Added to mailings"),
    "campaigns.Recipient": gettext_lazy("Mailings received"),
    "companies.Company": gettext_lazy("Files merged before"),
    "companies.CompanyFact": gettext_lazy("Answers to criteria"),
    "companies.Company_clusters": gettext_lazy("Clusters"),
    "companies.Contact": gettext_lazy("Meetings, calls and notes"),
    "companies.Contact_people": gettext_lazy("Meetings, calls and notes"),
    "companies.Ownership": gettext_lazy("Owners and holdings"),
    "companies.Person": gettext_lazy("People"),
    "companies.Reply": gettext_lazy("Answers to invitations"),
    "companies.YearFigures": gettext_lazy("Figures by year"),
    "duplicates.MergedRow": gettext_lazy("What earlier merges kept"),
    "diagnostics.Run": gettext_lazy("Diagnostics"),
    "events.Cooperation": gettext_lazy("Cooperations"),
    "events.EventLink": gettext_lazy("Links of events"),
    "events.Registration": gettext_lazy("Registrations for events"),
    "events.Speaker": gettext_lazy("Speakers of events"),
    "groups.GroupLink": gettext_lazy("Links of working groups"),
    "groups.Member": gettext_lazy("Members of working groups"),
    "ideas.Contributor": gettext_lazy("Contributors of ideas"),
    "ideas.Idea": gettext_lazy("Ideas"),
    "ideas.IdeaLink": gettext_lazy("Links of ideas"),
    "ideas.Partner": gettext_lazy("Partners of flagship projects"),
    "mail.Filing": gettext_lazy("Letters and mails"),
    "mail.Party": gettext_lazy("Letters and mails"),
    "needs.Need": gettext_lazy("Needs"),
    "privacy.Case": gettext_lazy("Requests about personal data"),
    "privacy.Consent": gettext_lazy("What they allow"),
    "reporting.Record": gettext_lazy("Records that indicators count"),
    "reporting.Standing": gettext_lazy("Standing by year"),
    "reporting.StandingCluster": gettext_lazy("Clusters by year"),
    "roadmaps.FollowUp": gettext_lazy("Rhythm of follow-up"),
    "roadmaps.Roadmap": gettext_lazy("Roadmaps"),
    "studies.Interview": gettext_lazy("Interviews"),
    "surveys.Participation": gettext_lazy("Answers to surveys"),
    "trends.SourceText": gettext_lazy("Texts that trends are read from"),
}


def name_of(model: str) -> str:
    """Return how people call the rows of a model."""
    return str(NAMES.get(model, _("What hangs on these")))


@dataclass(frozen=True)
class Line:
    """What became of the rows of one kind."""

    name: str
    moved: int
    dropped: int


@dataclass(frozen=True)
class Told:
    """A row that stayed where it was, or that is not as a merge left it."""

    name: str
    key: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Summary:
    """What a merge did or would do: rows by kind, those taken together with a row of the other, those that stay behind."""

    lines: tuple[Line, ...]
    left: tuple[Told, ...]
    told: tuple[Told, ...] = ()
    fields: tuple[str, ...] = field(default=())

    @property
    def moved(self) -> int:
        return sum(each.moved for each in self.lines)

    @property
    def dropped(self) -> int:
        return sum(each.dropped for each in self.lines)


def summary_of(merge: Merge) -> Summary:
    """Return what a merge did. One query."""
    rows = merge.rows.exclude(what=Done.CHANGED)
    if merge.kind == PairKind.PERSON:  # the entry itself is what the page is about
        rows = rows.exclude(model=PERSON, key=str(merge.gone))
    counted: Any = rows.values_list("model").order_by("model")
    counted = counted.annotate(
        gone=Count("pk", filter=Q(what=Done.MOVED)), together=Count("pk", filter=Q(what=Done.DROPPED))
    )
    lines: dict[str, Line] = {}
    for model, gone, together in counted:
        name = name_of(model)
        known = lines.get(name, Line(name, 0, 0))
        lines[name] = Line(name, known.moved + gone, known.dropped + together)
    return Summary(
        tuple(sorted(lines.values(), key=lambda line: line.name)),
        tuple(_told(each) for each in merge.left),
        tuple(_told(each) for each in merge.told),
        tuple(merge.chosen),
    )


def _told(said: Mapping[str, Any]) -> Told:
    return Told(
        name_of(said["model"]) if said["model"] not in (COMPANY, PERSON) or said.get("what") == "gone" else _("Identity"),
        str(said["key"]), str(said.get("what", "")), str(said.get("why", "")),
    )  # fmt: skip


def _listed() -> QuerySet[Merge]:
    rows = Merge.objects.select_related("winner__merged_into", "loser__merged_into", "by", "undone_by")
    return rows.prefetch_related("winner__clusters", "loser__clusters")


def merges(*, for_user: User) -> list[Merge]:
    """Return the latest merges that somebody sees, with what each is called. Five queries at most."""
    check_can_view_pairs(for_user)
    both = (
        companies.of_visible(for_user, "winner"),
        Q(kind=PairKind.COMPANY) | companies.of_visible(for_user, "loser"),
    )
    return _named(list(_listed().filter(*both)[:MOST]))


def merge_for(pk: int, *, for_user: User) -> Merge:
    """Return one merge, with what it is called; Merge.DoesNotExist, PermissionDenied. Five queries at most."""
    check_can_view_pairs(for_user)
    found = _listed().get(pk=pk)
    check_can_view_company(for_user, found.winner)
    if found.kind == PairKind.PERSON:
        check_can_view_company(for_user, found.loser)
    return _named([found])[0]


def _named(rows: list[Merge]) -> list[Merge]:
    """Say of each merge what went on and what was closed is called; a person's name is no longer than what is kept."""
    entries = [each for each in rows if each.kind == PairKind.PERSON]
    names: dict[int, str] = (
        names_of_people(key for each in entries for key in (each.kept, each.gone) if key) if entries else {}
    )
    kept = MergedRow.objects.filter(merge__in=entries, what=Done.DROPPED, model=PERSON)
    gone = dict(kept.values_list("merge_id", "name")) if entries else {}
    for each in rows:
        known: Any = each
        known.winner_name, known.loser_name = each.winner.name, each.loser.name
        if each.kind == PairKind.PERSON:
            known.winner_name = names.get(each.kept, "") or f"№ {each.kept}"  # type: ignore[arg-type]  # has one
            known.loser_name = gone.get(each.pk, "") or names.get(each.gone, "") or f"№ {each.gone}"  # type: ignore[arg-type]  # likewise
    return rows


def may_undo(merge: Merge, *, for_user: User) -> bool:
    """Return whether a merge stands, can be taken back still, and somebody may do so."""
    return merge.undone_at is None and merge.ended_at is None and can_undo(for_user, merge)


def undo_months() -> int:
    """Return for how many months a merge can be taken back. One query."""
    return Thresholds.objects.values_list("undo_months", flat=True).first() or UNDO_MONTHS


def undo_until(merge: Merge) -> date:
    """Return the day until which a merge can be taken back. One query."""
    return add_months(local_date(merge.at), undo_months())


def undone_before(at: datetime) -> datetime:
    """Return since when a merge can still be taken back. One query."""
    day = add_months(local_date(at), -undo_months())
    return at - (local_date(at) - day)


def proposed_by(merge: Merge, *, for_user: User) -> list[Any]:
    """Return the pairs of people that wait in the file that went on, the likeliest first. Two queries, none for people."""
    if merge.kind == PairKind.PERSON or merge.undone_at is not None:
        return []
    rows = PersonCandidate.objects.filter(
        state=PairState.OPEN, first__company=merge.winner, second__company=merge.winner
    )
    return list(
        rows.filter(companies.of_visible(for_user, "first__company")).select_related("first", "second")[:MOST]
    )
