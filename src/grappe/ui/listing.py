"""What is a list made of: columns, conditions, ways to other records? Each app says it of its records; `lists` puts it together.

An app says it in `queries/listing.py`, as a function of who asks and of the day: `kind(asked)` for its own records,
`of_companies(asked)` for what it knows of the records of another app below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

Label = str | Promise
Said = TypeVar("Said")
Told = TypeVar("Told")


class Shows(TextChoices):
    """How is a value shown and exported?"""

    TEXT = "text"
    NUMBER = "number"
    EURO = "euro"
    DAY = "day"
    MOMENT = "moment"  # shown as its day
    YES_NO = "yes_no"
    LABELS = "labels"  # several words
    STATE = "state"  # one word, as a label
    LINK = "link"
    EMAIL = "email"


class Takes(TextChoices):
    """What does a condition ask for?"""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"


class Op(TextChoices):
    """How is a value compared? The label follows the name of the field and a colon."""

    ANY_OF = "any_of", _("is one of")
    NONE_OF = "none_of", _("is none of")
    CONTAINS = "contains", _("contains")
    STARTS = "starts", _("begins with")
    LESS = "less", _("less than")
    MOST = "most", _("at most")
    EQUAL = "equal", _("exactly")
    LEAST = "least", _("at least")
    MORE = "more", _("more than")
    WITHIN = "within", _("in the last … months")
    NOT_WITHIN = "not_within", _("not in the last … months")
    COMING = "coming", _("in the next … days")
    BEFORE = "before", _("before")
    SINCE = "since", _("on or after")
    YES = "yes", _("yes")
    NO = "no", _("no")
    KNOWN = "known", _("is known")
    UNKNOWN = "unknown", _("is not known")


OPS: Mapping[str, tuple[Op, ...]] = {
    Takes.CHOICE: (Op.ANY_OF, Op.NONE_OF, Op.KNOWN, Op.UNKNOWN),
    Takes.TEXT: (Op.CONTAINS, Op.STARTS, Op.KNOWN, Op.UNKNOWN),
    Takes.NUMBER: (Op.LESS, Op.MOST, Op.EQUAL, Op.LEAST, Op.MORE, Op.KNOWN, Op.UNKNOWN),
    Takes.DAY: (Op.NOT_WITHIN, Op.WITHIN, Op.COMING, Op.BEFORE, Op.SINCE, Op.KNOWN, Op.UNKNOWN),
    Takes.YES_NO: (Op.YES, Op.NO, Op.KNOWN, Op.UNKNOWN),
}
WITHOUT_VALUE = frozenset({Op.YES, Op.NO, Op.KNOWN, Op.UNKNOWN})
COUNTED = frozenset({Op.WITHIN, Op.NOT_WITHIN, Op.COMING})  # months or days, as a whole number
DATED = frozenset({Op.BEFORE, Op.SINCE})


@dataclass(frozen=True)
class Asked:
    """Who asks for a list, and on which day."""

    user: User
    today: date
    _known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def of(self, tell: Callable[[Said], Told], what: Said) -> Told:
        """Return what a function tells of something; what a list and what can be done to its rows both need is looked up once."""
        if (tell, what) not in self._known:
            self._known[tell, what] = tell(what)
        found: Told = self._known[tell, what]
        return found


@dataclass(frozen=True)
class Column:
    """One column. `value` reads it from a row; `sort` is what the rows are ordered by, None where they cannot be."""

    name: str
    label: Label
    value: Callable[[Any], Any]
    shows: str = Shows.TEXT
    sort: Any = None  # an expression, or the path of a column
    filled: bool = False  # the sort value is never null: an index can be walked either way
    known: Q | None = (
        None  # where a sort value has to be looked up: which rows have one, found without looking it up
    )
    absent: Any = (
        None  # what the others are taken for: 0, the least there is; None: they come last either way
    )
    extra: Mapping[str, Any] = field(default_factory=dict)  # annotations that `value` reads
    related: tuple[str, ...] = ()  # to be selected along
    fetched: tuple[Any, ...] = ()  # to be prefetched
    address: Callable[[Any], str] | None = None


Choices = Sequence[tuple[str, Label]]
Condition = Callable[[Op, Any], Q]


@dataclass(frozen=True)
class Filter:
    """One condition that rows can be asked for. `condition` never gives null: what is not known is not less than 40."""

    name: str
    label: Label
    takes: str
    condition: Condition
    choices: Callable[[], Choices] = tuple
    nullable: bool = True
    unit: Label = ""

    @property
    def ops(self) -> tuple[Op, ...]:
        """Which comparisons make sense."""
        found = OPS[self.takes]
        return found if self.nullable else tuple(op for op in found if op not in {Op.KNOWN, Op.UNKNOWN})


@dataclass(frozen=True)
class Relation:
    """A way from a row to records of another kind: `kind` rows whose `through` is this row's `outer`."""

    name: str
    label: Label
    kind: str
    through: str
    outer: str = "pk"


@dataclass(frozen=True)
class Kind:
    """One kind of record with all that its list can show and be asked for."""

    name: str
    label: Label
    icon: str
    rows: Callable[[], QuerySet[Any]]  # those that the user sees
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    shown: tuple[str, ...]  # columns, where nobody chose
    order: str  # a column's name, with a minus for the other way round
    start: tuple[Mapping[str, Any], ...] = ()  # conditions, where nobody asked for any
    relations: tuple[Relation, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return a column by its name."""
        return next((each for each in self.columns if each.name == name), None)

    def filter(self, name: str) -> Filter | None:
        """Return a filter by its name."""
        return next((each for each in self.filters if each.name == name), None)

    def relation(self, name: str) -> Relation | None:
        """Return a relation by its name."""
        return next((each for each in self.relations if each.name == name), None)

    def with_more(self, *parts: Part) -> Kind:
        """Return the kind with what other apps know of its records."""
        return replace(
            self,
            columns=self.columns + tuple(each for part in parts for each in part.columns),
            filters=self.filters + tuple(each for part in parts for each in part.filters),
            relations=self.relations + tuple(each for part in parts for each in part.relations),
        )


@dataclass(frozen=True)
class Part:
    """What one app knows of the records of another."""

    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    relations: tuple[Relation, ...] = ()
