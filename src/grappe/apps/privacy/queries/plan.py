"""What will erasing somebody do? Which rows go, which stay under nobody's name, what a law keeps, what a human decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.accounts.queries.people import is_last_administrator
from grappe.apps.privacy.models import Erasure
from grappe.apps.privacy.permissions import check_can_erase
from grappe.apps.privacy.queries.declared import held_tables, histories, tables
from grappe.apps.privacy.queries.files import Found, named_for_sure
from grappe.apps.privacy.queries.holds import Kept, kept_of, laws
from grappe.apps.privacy.queries.looks import is_done
from grappe.apps.privacy.queries.mentions import Mention, mentions_at, mentions_of, needles_of
from grappe.apps.privacy.queries.subjects import subject_of
from grappe.apps.privacy.queries.traces import Traces, traces_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.privacy.models import Case, Look
    from grappe.ui.personal import Table


@dataclass(frozen=True)
class Part:
    """What happens to somebody's rows in one table."""

    table: Table
    count: int  # that are erased, or stay under nobody's name
    kept: tuple[Kept, ...]

    @property
    def goes(self) -> bool:
        """Whether whole rows go."""
        return self.table.drops

    @property
    def until(self) -> date | None:
        """The last day on which a law keeps one of them."""
        return max((each.until for each in self.kept), default=None)


@dataclass(frozen=True)
class Told:
    """A passage that is kept, and until when where a law says so; None: published under a checksum, it stays."""

    mention: Mention
    kept: Kept | None


@dataclass(frozen=True)
class Plan:
    """What erasing somebody will do, and what speaks against it."""

    traces: Traces
    parts: tuple[Part, ...]
    chosen: tuple[Mention, ...]  # a human decides on each of these
    told: tuple[Told, ...]
    files: tuple[Found, ...]
    refusal: str
    looked_at: datetime | None = None  # when all texts were looked through; None: they were not

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.parts or self.chosen or self.files)

    @property
    def kept_until(self) -> date | None:
        """The last day on which a law keeps anything of them."""
        days = [each.until for each in self.parts if each.until]
        days += [each.kept.until for each in self.told if each.kept]
        return max(days, default=None)


def value_of(mention: Mention) -> str:
    """Return how a form says which passage is meant."""
    return f"{mention.place}|{mention.column}|{mention.key}"


def plan_for(case: Case, *, look: Look | None, on: date, for_user: User) -> Plan:
    """Return what erasing the person of a request will do, where they are named as `look` found it. Raises PermissionDenied."""
    check_can_erase(for_user)
    traces = traces_of(subject_of(case))
    refusal = refusal_of(traces, by=for_user)
    if look is None or not is_done(look):
        return plan_of(traces, on=on, for_user=for_user, refusal=refusal, words=False)
    mentions = mentions_at(traces, look.places, for_user=for_user)
    files = tuple(Found(path, size) for path, size in look.files)
    return _plan(traces, mentions, files, on, refusal, look.looked_at)


def plan_of(
    traces: Traces,
    *,
    on: date,
    for_user: User | None,
    refusal: str = "",
    words: bool = True,
    files: tuple[Found, ...] | None = None,
) -> Plan:
    """Return what erasing whoever left these traces will do; `for_user` says which words in confidence are not shown.

    Without `words` the rows alone are meant, not what others wrote; with them all texts are looked through, and the files of
    the store unless those that name them are given (slow).
    """
    if not words:
        return Plan(traces, tuple(_parts(traces, on)), (), (), (), refusal)
    if files is None:
        files = named_for_sure(needles_of(traces))
    return _plan(traces, mentions_of(traces, for_user=for_user), files, on, refusal)


def _plan(
    traces: Traces,
    mentions: list[Mention],
    files: tuple[Found, ...],
    on: date,
    refusal: str,
    looked_at: datetime | None = None,
) -> Plan:
    kept: dict[tuple[str, str], Kept] = {}
    for table in tables().values():
        sealed = [each.key for each in mentions if each.sealed and each.model is table.model]
        kept |= {(table.model._meta.label_lower, str(one.key)): one for one in kept_of(table, sealed, on=on)}
    return Plan(
        traces,
        tuple(_parts(traces, on)),
        tuple(each for each in mentions if not _stays(each, kept)),
        tuple(
            Told(each, kept.get((each.place, each.key)))
            for each in mentions
            if _stays(each, kept) and each.place != "accounts.auditentry"  # a mark takes their place
        ),
        files,
        refusal,
        looked_at,
    )


def _stays(mention: Mention, kept: dict[tuple[str, str], Kept]) -> bool:
    """Whether words are sealed: for good, or as long as a law asks; when its time is over a human decides on them."""
    return mention.sealed and ((mention.place, mention.key) in kept or not tables()[mention.model].hold)


def _parts(traces: Traces, on: date) -> list[Part]:
    found = []
    for table in held_tables():
        keys = traces.keys(table.model)
        if keys:
            kept = tuple(kept_of(table, keys, on=on))
            found.append(Part(table, len(keys) - len(kept), kept))
    return found


def refusal_of(traces: Traces, *, by: User | None) -> str:
    """Return why somebody may not be erased, empty where they may: one's own account, and the last administrator's."""
    for model, rows in traces.rows.items():
        if model._meta.label != "accounts.User":
            continue
        for user in rows:
            if by is not None and user.pk == by.pk:
                return _("Nobody erases their own account: ask another administrator.")
            if is_last_administrator(user):
                return _("%(name)s is the last administrator: make another one first.") % {"name": user.name}
    return ""


def erasures_of(case: Case, *, for_user: User) -> list[Erasure]:
    """Return the erasures that were ordered on a request, the latest first. Raises PermissionDenied."""
    check_can_erase(for_user)
    return list(case.erasures.select_related("asked_by"))


def erasure_for(pk: int, *, for_user: User) -> Erasure:
    """Return one erasure. Raises PermissionDenied, Erasure.DoesNotExist."""
    check_can_erase(for_user)
    return Erasure.objects.select_related("asked_by", "case").get(pk=pk)


def erasures(*, for_user: User) -> list[Erasure]:
    """Return the proofs of all erasures, the latest first. One query. Raises PermissionDenied."""
    check_can_erase(for_user)
    return list(Erasure.objects.select_related("asked_by")[:200])


@dataclass(frozen=True)
class Line:
    """What an erasure did in one table, in the reader's words."""

    label: str
    count: int
    what: str


def told_of(erasure: Erasure) -> list[Line]:
    """Return what an erasure did and what it left, table by table. No query."""
    labels = {model._meta.label_lower: str(table.label) for model, table in tables().items()}
    said = erasure.report
    lines = [
        Line(labels.get(name, name), count, _("erased")) for name, count in said.get("dropped", {}).items()
    ]
    lines += [
        Line(labels.get(name, name), count, _("stays, under nobody’s name"))
        for name, count in said.get("nobodys", {}).items()
    ]
    for name, (law, count, until) in said.get("kept", {}).items():
        what = _("published or frozen: stays as it is")
        if law in laws():
            day = date_format(date.fromisoformat(until), "SHORT_DATE_FORMAT")
            what = (
                _("kept until %(day)s") % {"day": day}
                + f" ({laws()[law].source[(get_language() or 'en')[:2]]})"
            )
        lines.append(Line(labels.get(name, name), count, what))
    return lines + _left(said)


def _left(said: dict[str, Any]) -> list[Line]:
    """Where somebody is named on purpose; what a law keeps is said already, and the search only mirrors."""
    known = {model._meta.db_table: table for model, table in tables().items()}
    known |= {model._meta.db_table: tables()[row] for row, model in histories().items() if row in tables()}
    counts: dict[str, int] = {}
    for name, _column, count in said.get("left", []):
        table = known.get(name)
        if table is None or table.why or table.model._meta.label_lower in said.get("kept", {}):
            continue
        label = str(table.label)
        counts[label] = counts.get(label, 0) + count
    return [
        Line(label, count, _("is named here still: so it was decided")) for label, count in counts.items()
    ]
