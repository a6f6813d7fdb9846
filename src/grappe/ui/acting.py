"""What can be done to many records of a kind at once, and between which states do they move? Each app says it of its records.

An app says it in `operations/bulk.py`, as functions of who asks and of the day; `lists` shows what would change, does it row by
row through the app's own operations, keeps what was and what is, and takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.ui.custom import CustomField, shown
from grappe.ui.errors import BadInput
from grappe.ui.listing import Choices, Label
from grappe.ui.templatetags.ui import colon

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

Facet = Any  # what of a row an act changes, as JSON


class Write(Protocol):
    """Bring a row to where a facet says, by the app's operation. Raises BadInput, Stale, PermissionDenied."""

    def __call__(self, row: Any, facet: Facet, *, by: User, at: datetime) -> object: ...


@dataclass(frozen=True)
class Act:
    """One thing that is done to many rows: `now` reads what it changes, `then` says what that becomes, `write` writes it."""

    name: str
    label: Label
    now: Callable[[Any], Facet]
    then: Callable[[Facet, Any], Facet]  # of what is and the value that was chosen; may raise BadInput
    write: Write
    told: Callable[[Facet], str]  # in words
    back: Write | None = None  # how it is taken back, where that is another operation than doing it
    takes: str = ""  # what is asked for along (`listing.Takes`); nothing where empty
    asks: Label = ""
    choices: Callable[[], Choices] = tuple
    custom: CustomField | None = None  # what is asked for is a value of this field
    note: Label = ""  # what else happens, said before it is done
    final: bool = False  # cannot be taken back
    lasts: Callable[[Any, datetime], str] = lambda _row, _at: (
        ""
    )  # why a row, once written, cannot be taken back
    order: Callable[[Any], str] = lambda _value: (
        "pk"
    )  # in which order rows are written, where one bears on another

    @property
    def takes_value(self) -> bool:
        """Whether something is asked for along."""
        return bool(self.takes) or self.custom is not None

    def said(self, value: Any) -> str:
        """Return the act with its value, in words."""
        if not self.takes_value:
            return str(self.label)
        if self.custom is not None:
            return f"{self.label}{colon()} {shown(self.custom, value) or '–'}"
        names = {str(key): str(label) for key, label in self.choices()}
        return f"{self.label}{colon()} {names.get(str(value or ''), str(value)) or '–'}"


@dataclass(frozen=True)
class Board:
    """The states of a kind as columns of cards. `move` brings a row into a state, `note` are those that ask for words.

    `company` leads from a row to the company: who looks after it is offered the move; the operation may allow some more.
    """

    states: tuple[tuple[str, Label], ...]
    condition: Callable[[str], Q]
    state: Callable[[Any], str]
    move: Callable[..., object]  # (row, to, note=, by=, at=)
    column: str = "state"  # what the list calls it: not repeated on cards
    note: Mapping[str, Label] = field(default_factory=dict)
    company: str = "company"


def custom_act(each: CustomField, write: Write, allowed: Callable[[Any], object] = lambda _row: None) -> Act:
    """Return the act of setting or emptying one custom field; `write` gets `{name: value}`, None for not known.

    `allowed` raises BadInput for a row as it stands to which this is not done.
    """

    def kept(row: Any) -> Facet:
        return row.custom.get(each.name)

    def written(row: Any, facet: Facet, *, by: User, at: datetime) -> None:
        allowed(row)
        write(row, {each.name: facet}, by=by, at=at)

    def lasts(row: Any, _at: datetime) -> str:
        if each.name not in row.custom and each.is_needed(row.custom):
            return _("This has to be filled in: where nothing stood, what is written now stays.")
        return ""

    return Act(
        each.input_name, str(each), kept, lambda _now, value: value, written, lambda facet: shown(each, facet) or "–",
        custom=each, lasts=lasts,
    )  # fmt: skip


def chosen(things: Mapping[str, Any], key: Any, refused: str) -> Any:
    """Return the thing of a key, None for an empty one. Raises BadInput for one that is no more."""
    if key in {None, ""}:
        return None
    if str(key) not in things:
        raise BadInput(refused)
    return things[str(key)]
