"""What did a colleague do here, in words? Each relation to accounts has the name of its table and of what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from psycopg import sql

from grappe.apps.privacy.queries.declared import tables

if TYPE_CHECKING:
    from django.db.models import Field, Model

# Where the table alone says it (theirs, by them), nothing is added.
ROLES: dict[str, Promise | str] = {
    "user": "", "by": "", "by_user": "", "person": "", "manager": "",
    "about": pgettext_lazy("what a colleague did", "about you"),
    "added_by": pgettext_lazy("what a colleague did", "added"),
    "answered_by": pgettext_lazy("what a colleague did", "answered"),
    "approved_by": pgettext_lazy("what a colleague did", "approved"),
    "asked_by": pgettext_lazy("what a colleague did", "asked for"),
    "captured_by": pgettext_lazy("what a colleague did", "entered"),
    "changed_by": pgettext_lazy("what a colleague did", "changed"),
    "closed_by": pgettext_lazy("what a colleague did", "closed"),
    "concluded_by": pgettext_lazy("what a colleague did", "closed"),
    "connected_by": pgettext_lazy("what a colleague did", "connected"),
    "consent_noted_by": pgettext_lazy("what a colleague did", "consent noted"),
    "created_by": pgettext_lazy("what a colleague did", "entered"),
    "decided_by": pgettext_lazy("what a colleague did", "decided"),
    "drawn_by": pgettext_lazy("what a colleague did", "drawn up"),
    "finished_by": pgettext_lazy("what a colleague did", "finished"),
    "frozen_by": pgettext_lazy("what a colleague did", "frozen"),
    "hidden_by": pgettext_lazy("what a colleague did", "hidden"),
    "host": pgettext_lazy("what a colleague did", "with you"),
    "invited_by": pgettext_lazy("what a colleague did", "invited"),
    "lead": pgettext_lazy("what a colleague did", "led"),
    "linked_by": pgettext_lazy("what a colleague did", "linked"),
    "made_by": pgettext_lazy("what a colleague did", "drawn up"),
    "marked_by": pgettext_lazy("what a colleague did", "marked"),
    "noted_by": pgettext_lazy("what a colleague did", "noted"),
    "opened_by": pgettext_lazy("what a colleague did", "opened"),
    "ordered_by": pgettext_lazy("what a colleague did", "started"),
    "organiser": pgettext_lazy("what a colleague did", "organised"),
    "owner": pgettext_lazy("what a colleague did", "in your care"),
    "placed_by": pgettext_lazy("what a colleague did", "placed"),
    "proposed_by": pgettext_lazy("what a colleague did", "proposed"),
    "published_by": pgettext_lazy("what a colleague did", "published"),
    "read_by": pgettext_lazy("what a colleague did", "read off"),
    "recorded_by": pgettext_lazy("what a colleague did", "recorded"),
    "resolved_by": pgettext_lazy("what a colleague did", "settled"),
    "sent_by": pgettext_lazy("what a colleague did", "sent"),
    "set_by": pgettext_lazy("what a colleague did", "set"),
    "settled_by": pgettext_lazy("what a colleague did", "settled"),
    "started_by": pgettext_lazy("what a colleague did", "started"),
    "stated_by": pgettext_lazy("what a colleague did", "stated"),
    "undone_by": pgettext_lazy("what a colleague did", "taken back"),
    "uploaded_by": pgettext_lazy("what a colleague did", "uploaded"),
    "used_by": pgettext_lazy("what a colleague did", "used"),
    "withdrawn_by": pgettext_lazy("what a colleague did", "withdrawn"),
    "written_by": pgettext_lazy("what a colleague did", "written"),
}  # fmt: skip
# Tables that hold nothing of a person but who did it: their apps give them no name.
LABELS: dict[str, Promise] = {
    "accounts.TeamMember": _("Your teams"),
    "accounts.SecurityPolicy": _("Rules of signing in"),
    "clusters.Membership": _("Your clusters"),
    "companies.ContactReader": _("Contacts in confidence that name you as reader"),
    "diagnostics.Run": _("Diagnostics"),
    "aids.Difference": _("Comparisons of programmes over all companies"),
    "aids.SweepRun": _("Sweeps of programmes over all companies"),
    "aids.SweepExport": _("Files of sweeps"),
    "events.BadgeFile": _("Files of badges"),
    "studies.Edition": _("Editions of studies"),
    "roadmaps.FollowUp": _("Follow-ups"),
    "surveys.Wave": _("Waves of the yearly survey"),
    "reporting.Indicator": _("Indicators"),
    "reporting.Version": _("Definitions of indicators"),
    "reporting.Target": _("Targets of indicators"),
    "reporting.Record": _("What indicators count of your work"),
    "reporting.Standing": _("Figures of your portfolio"),
    "reporting.Refresh": _("Recounts of indicators"),
    "reporting.FrozenReport": _("Frozen reports"),
    "insight.MeasureLink": _("What measures led to"),
    "trends.Use": _("Uses of trend sheets"),
    "trends.TopicRun": _("Searches for topics"),
    "mail.Filing": _("Mails that stand with companies"),
    "calendars.Feed": _("Secret addresses of calendars"),
    "privacy.Handing": _("Personal data that were handed over"),
    "privacy.Look": _("Looks through all texts"),
    "duplicates.Thresholds": _("Thresholds for duplicates"),
    "duplicates.Run": _("Searches for duplicates"),
    "lists.FirstView": _("Views that lists open with"),
}


@dataclass(frozen=True)
class Act:
    """How often a relation names somebody: `name` is the table and the relation, as the database calls them."""

    model: type[Model]
    field: str
    count: int

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"

    @property
    def words(self) -> str:
        """In the language that is active: "Needs · decided"."""
        label = tables()[self.model].label or LABELS[self.model._meta.label]
        role = ROLES[self.field]
        return f"{label} · {role}" if role else str(label)


def relations() -> list[tuple[type[Model], Field[Any, Any]]]:
    """Return every relation to an account, by table."""
    return [
        (model, field)
        for model in tables()
        for field in model._meta.concrete_fields
        if field.related_model is not None and field.related_model._meta.label == "accounts.User"
    ]


def acts_of(user_id: int | None) -> tuple[Act, ...]:
    """Return what a colleague did, in counts: every relation to accounts, in one query; nothing for who has no account."""
    if user_id is None:
        return ()
    known = relations()
    parts = [
        sql.SQL("SELECT {place}, count(*) FROM {table} WHERE {column} = %s").format(
            place=sql.Literal(place),
            table=sql.Identifier(model._meta.db_table),
            column=sql.Identifier(str(field.column)),
        )
        for place, (model, field) in enumerate(known)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(None), [user_id] * len(parts))
        counted = [(known[place], count) for place, count in cursor.fetchall() if count]
    return tuple(Act(model, field.name, count) for (model, field), count in counted)


def in_words(acts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return acts as people read them: what is called alike is counted together, by name."""
    found: dict[str, int] = {}
    for words, count in acts:
        found[words] = found.get(words, 0) + count
    return tuple(sorted(found.items()))
