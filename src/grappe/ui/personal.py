"""What does a table hold of people, how is somebody found in it, and what does erasing them do to it?

Each app says it for every model of its own, in `queries/personal.py` as `TABLES`; `privacy` reads all of them, and a test
fails for a model or a text column of which nobody said anything (Regulation (EU) 2016/679, Articles 5(2) and 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import Model


class Category(TextChoices):
    """Of whom are the data? Purpose, legal basis and time are said for each of these (`privacy`)."""

    CONTACTS = "contacts", _("Contact persons of companies")
    OWNERS = "owners", _("Owners of companies who are natural persons")
    RECIPIENTS = "recipients", _("Recipients of mailings")
    PARTICIPANTS = "participants", _("Participants and speakers of events")
    MEMBERS = "members", _("Members of working groups")
    CONTRIBUTORS = "contributors", _("Contributors, reviewers and experts of ideas")
    INTERVIEWEES = "interviewees", _("Interviewees and reviewers of studies")
    RESPONDENTS = "respondents", _("Respondents of the yearly survey")
    PROVIDERS = "providers", _("Contacts of providers and partners")
    STAFF = "staff", _("Colleagues with an account")
    ASKING = "asking", _("Whoever asks about their data")


class Why(TextChoices):
    """Why does a table hold nothing of a person?"""

    REFERENCE = "reference", _("Lists and catalogues: nobody is named in them.")
    FIGURES = "figures", _("Figures, moments and codes: nobody is named in them.")
    KEYS = (
        "keys",
        _("Says by keys who did or has what; an erased person’s keys lead to a name that is nobody’s."),
    )
    DERIVED = "derived", _("Made by the machine from other tables, and made anew when these change.")
    SEALED = (
        "sealed",
        _("Published or frozen under a checksum: a record of what was said on that day, never changed."),
    )
    MACHINE = "machine", _("The machine’s own records, without any text that a person wrote.")


class Stays(TextChoices):
    """What stays of somebody who is erased, and why?"""

    COUNTS = (
        "counts",
        _("That somebody was there or answered, under a name that is nobody’s: figures stay as they are."),
    )
    RECORD = "record", _("What was decided or noted stays as the record of the initiative, without the name.")
    OBJECTION = (
        "objection",
        _(
            "A one-way mark: nobody who objected is written to again, nobody who was erased comes back unseen."
        ),
    )
    LEGAL = "legal", _("What the law asks to keep, for as long as it asks.")
    NOTHING = "nothing", _("Nothing.")


@dataclass(frozen=True)
class Table:
    """What one model holds. Columns are named; a column is said once."""

    model: type[Model]
    label: str | Promise = ""
    category: Category | None = None
    why: Why | None = None  # set where it holds nothing of a person
    stays: Stays = Stays.NOTHING
    emails: tuple[str, ...] = ()  # say whose row it is; blanked, or made nobody's where there must be one
    names: tuple[str, ...] = ()  # the name of whose row it is
    details: tuple[str, ...] = ()  # what else is theirs in their own row: blanked
    beside: tuple[str, ...] = ()  # a name that stands beside something else: found by the name alone
    words: tuple[str, ...] = ()  # free text in which anybody may be named: somebody decides on each passage
    plain: tuple[str, ...] = ()  # codes, titles of things, words of the machine
    sealed: tuple[str, ...] = ()  # never changed
    content: tuple[str, ...] = ()  # bytes: what is in a file or in a shared text
    files: tuple[str, ...] = ()  # the name of a file in the store
    own: tuple[str, ...] = ()  # relations that make the row theirs, once the row behind them is
    links: tuple[str, ...] = ()  # relations that say what they had to do with: told, not erased
    only_named: tuple[str, ...] = ()  # `names` count alone, without an e-mail (a speaker, an owner)
    marks: tuple[
        str, ...
    ] = ()  # one-way marks: they say whether somebody is the same, and are found by nobody's name
    # By a bare number theirs: the column, which rows (conditions as Django writes them), and of which model (its label).
    keyed: tuple[tuple[str, dict[str, Any], str], ...] = ()
    # What is told of these rows to whoever they are by `keyed`: paths to the words of what was done, the moment, and the rest.
    told: tuple[str, ...] = ()
    told_where: tuple[tuple[str, Any], ...] = ()  # of which rows, as conditions
    # What a colleague did, in words: the relation to the account, then paths to the words, the moment, and the rest.
    done: tuple[str, ...] = ()
    drops: bool = False  # the whole row goes
    hold: str = ""  # a law by which rows are kept for a time, as `privacy.yaml` names it
    hold_from: str = ""  # from which day on, as a path of relations

    @property
    def holds(self) -> bool:
        """Whether it has rows that are somebody's."""
        return self.category is not None

    @property
    def said(self) -> frozenset[str]:
        """All columns of which something is said."""
        groups = (
            self.emails, self.names, self.details, self.beside, self.words, self.plain, self.sealed, self.content,
            self.files, self.own, self.links, self.marks,
        )  # fmt: skip
        return frozenset(name for group in groups for name in group)


def held(
    model: type[Model], label: str | Promise, category: Category, stays: Stays = Stays.COUNTS, **columns: Any
) -> Table:
    """Return what is said of a table with rows that are somebody's; columns as words with blanks between."""
    return Table(model, label, category, stays=stays, **_split(columns))


def written(model: type[Model], label: str | Promise, words: str = "", **columns: Any) -> Table:
    """Return what is said of a table about things, with texts in which somebody may be named."""
    return Table(model, label, stays=Stays.RECORD, **_split({"words": words, **columns}))


def nobody(model: type[Model], why: Why, plain: str = "", **columns: Any) -> Table:
    """Return what is said of a table that holds nothing of a person, and why."""
    return Table(model, why=why, **_split({"plain": plain, **columns}))


def _split(columns: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(each.split()) if isinstance(each, str) and name not in ("hold", "hold_from") else each
        for name, each in columns.items()
    }
