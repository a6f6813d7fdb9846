"""How does a custom field come to be, how does it change, and how is it put away?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Index, Model
from django.db.models.expressions import OrderBy
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.models import Definition
from grappe.apps.fields.permissions import check_can_define_fields
from grappe.apps.fields.queries import as_field, custom_fields, in_use, tables
from grappe.ui import jobs
from grappe.ui.custom import (
    MOST,
    PLACES,
    WITH_OPTIONS,
    Colour,
    FieldKind,
    answers_of,
    checked,
    kept_value,
    stamp,
)
from grappe.ui.errors import BadInput, Stale
from grappe.ui.listing_custom import order_key
from grappe.ui.trilingual import one_line, words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_LABEL, LONGEST_HELP, LONGEST_UNIT = 80, 300, 20
MOST_FIELDS, MOST_OPTIONS = 60, 100  # of one sort of record; of one field
FOUND = (RecordType.COMPANY, RecordType.PERSON, RecordType.CONTACT, RecordType.NEED)  # by the search
WORDS = (FieldKind.LINE, FieldKind.TEXT, FieldKind.URL, FieldKind.EMAIL)  # what of them is found
PIECE = 2_000
INDEX = "fields_order_"  # before the key of the field, in the name of an index
MANY_ROWS, MOST_INDEXES = 20_000, 6  # from how many rows of a table, and of how many of its fields
_INDEXES = """
SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND c.relname LIKE %s
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as an administrator gives it: no key yet for a new one."""

    label: Mapping[str, str]
    key: str = ""
    hidden: bool = False
    colour: str = ""


@transaction.atomic
def define_field(
    *,
    record: str,
    kind: str,
    label: Mapping[str, str],
    help: Mapping[str, str] | None = None,
    required: bool = False,
    choices: Sequence[Choice] = (),
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    unit: str = "",
    default: Any = None,
    needed_when: Sequence[tuple[str, Any]] = (),
    by: User,
    at: datetime,
) -> Definition:
    """Define a custom field of a sort of record; its name is made of its label and never changes. Raises BadInput."""
    check_can_define_fields(by)
    if record not in RecordType.values:
        raise BadInput(_("Choose what the field is of."))
    if kind not in FieldKind.values:
        raise BadInput(_("Choose a kind of field."))
    others = list(Definition.objects.filter(record=record).select_for_update())
    _not_too_many(others)
    definition = Definition(record=record, kind=kind, created_at=at, position=len(others))
    _set(definition, label, help or {}, required, choices, minimum, maximum, unit, others)
    definition.name = _free_name(definition.label, {other.name for other in others})
    _set_habits(definition, default, needed_when, others)
    try:
        with transaction.atomic():
            definition.save()
    except IntegrityError as fault:  # somebody defined another at the same moment
        raise BadInput(
            _("Somebody defined a field of this name just now. Look at the list again.")
        ) from fault
    return definition


@transaction.atomic
def change_field(
    *,
    definition: Definition,
    label: Mapping[str, str],
    help: Mapping[str, str] | None = None,
    required: bool = False,
    choices: Sequence[Choice] = (),
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    unit: str = "",
    default: Any = None,
    needed_when: Sequence[tuple[str, Any]] = (),
    by: User,
    at: datetime,
) -> Definition:
    """Change how a custom field is called, asked for and bounded; values on file stay as they are.

    A choice that records have may be renamed or hidden, not taken away. Raises BadInput.
    """
    check_can_define_fields(by)
    current = Definition.objects.select_for_update().get(pk=definition.pk)
    others = list(Definition.objects.filter(record=current.record).exclude(pk=current.pk))
    gone = {option["key"] for option in current.options} - {choice.key for choice in choices}
    for option in as_field(current).options:
        if option.key in gone and (records := in_use(current, option.key)):
            raise BadInput(
                _("“%(choice)s” stands in %(count)d records: hide it instead of taking it away.")
                % {"choice": option, "count": records}
            )
    _set(current, label, help or {}, required, choices, minimum, maximum, unit, others)
    _set_habits(current, default, needed_when, others)
    current.save()
    return current


@transaction.atomic
def set_archived(*, definition: Definition, archived: bool, by: User, at: datetime) -> None:
    """Put a custom field away, or take it out again; the values that records have in it stay. Twice is as once."""
    check_can_define_fields(by)
    current = Definition.objects.select_for_update().get(pk=definition.pk)
    if (current.archived_at is not None) == archived:
        return
    if not archived:
        _fits_in(current)
    current.archived_at = at if archived else None
    current.save(update_fields=["archived_at"])
    if current.record in FOUND and current.kind in WORDS:
        jobs.order("fields.look_again", record=current.record, field=current.name)


@transaction.atomic
def move_field(*, definition: Definition, up: bool, by: User, at: datetime) -> None:
    """Move a custom field one place up or down among those of its sort; at the end it stays."""
    check_can_define_fields(by)
    shown = list(Definition.objects.select_for_update().filter(record=definition.record, archived_at=None))
    place = next((n for n, each in enumerate(shown) if each.pk == definition.pk), None)
    if place is None or not 0 <= (other := place + (-1 if up else 1)) < len(shown):
        return
    shown[place], shown[other] = shown[other], shown[place]
    for position, each in enumerate(shown):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])


def _set(
    definition: Definition,
    label: Mapping[str, str],
    help: Mapping[str, str],
    required: bool,
    choices: Sequence[Choice],
    minimum: Decimal | None,
    maximum: Decimal | None,
    unit: str,
    others: Sequence[Definition],
) -> None:
    definition.label = one_line(label, LONGEST_LABEL)
    if not definition.label:
        raise BadInput(_("The field needs a label, in one language at least."))
    _not_taken(definition, others)
    definition.help = words(help, LONGEST_HELP)
    definition.required = required
    is_number = definition.kind == FieldKind.NUMBER
    definition.unit = " ".join(unit.replace("\x00", "").split())[:LONGEST_UNIT] if is_number else ""
    least, most = (_bound(minimum), _bound(maximum)) if is_number else (None, None)
    if least is not None and most is not None and least > most:
        raise BadInput(_("The least value is larger than the most."))
    definition.minimum = least  # type: ignore[assignment]  # the plugin forgets that the column may be null
    definition.maximum = most  # type: ignore[assignment]  # likewise
    definition.options = _options(definition, choices) if definition.kind in WITH_OPTIONS else []


def _set_habits(
    definition: Definition, default: Any, needed_when: Sequence[tuple[str, Any]], others: Sequence[Definition]
) -> None:
    """Set what stands in the form of a new record, and the answers by which the field has to be filled in."""
    definition.default = kept_value(as_field(definition), default)
    answers = {each.name: answers_of(as_field(each)) for each in others if each.archived_at is None}
    found: list[dict[str, Any]] = []
    for name, answer in needed_when:
        if answer not in [value for value, _label in answers.get(name, [])]:
            raise BadInput(_("An answer on which the field hangs is no more. Look at the form again."))
        found.append({"field": name, "is": answer})
    definition.needed_when = [] if definition.required else found


def _not_too_many(others: Sequence[Definition]) -> None:
    if sum(other.archived_at is None for other in others) >= MOST_FIELDS:
        raise BadInput(
            _("There are %(most)d custom fields already: put one away first.") % {"most": MOST_FIELDS}
        )


def _not_taken(definition: Definition, others: Sequence[Definition]) -> None:
    for other in others:
        for code, text in definition.label.items():
            if other.archived_at is None and other.label.get(code, "").casefold() == text.casefold():
                raise BadInput(_("There is a field called “%(label)s” already.") % {"label": text})


def _fits_in(definition: Definition) -> None:
    """Raise BadInput where a field that is taken out again finds no place, or its label taken meanwhile."""
    others = list(
        Definition.objects.filter(record=definition.record).exclude(pk=definition.pk).select_for_update()
    )
    _not_too_many(others)
    _not_taken(definition, others)


def _bound(bound: Decimal | None) -> Decimal | None:
    if bound is None:
        return None
    if not bound.is_finite() or not -MOST < bound < MOST:
        raise BadInput(_("A bound has to be between minus and plus a hundred billion."))
    return bound.quantize(Decimal(1).scaleb(-PLACES))


def _options(definition: Definition, choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Return the choices as they are kept; a new one gets a key of its own, made of its name."""
    known = {option["key"] for option in definition.options or []}
    found: list[dict[str, Any]] = []
    taken = {choice.key for choice in choices if choice.key in known}
    for choice in choices:
        label = one_line(choice.label, LONGEST_LABEL)
        if not label and not choice.key:
            continue  # a row left empty
        if not label:
            raise BadInput(_("A choice needs a name, in one language at least."))
        key = choice.key if choice.key in known else _free_name(label, taken | {o["key"] for o in found})
        colour = choice.colour if choice.colour in Colour.values else ""
        found.append({"key": key, "label": label, "hidden": choice.hidden, "colour": colour})
    if not any(not option["hidden"] for option in found):
        raise BadInput(_("Give at least one choice that is not hidden."))
    if len(found) > MOST_OPTIONS:
        raise BadInput(_("At most %(most)d choices.") % {"most": MOST_OPTIONS})
    return found


def _free_name(label: Mapping[str, str], taken: set[str]) -> str:
    base = slugify(next(iter(label.values()))).replace("-", "_")[:50].strip("_") or "field"
    return next(name for n in range(1, 10_000) if (name := base if n == 1 else f"{base}_{n}") not in taken)


def say_more(*, row: Any, record: str, values: Mapping[str, Any], based_on: str | None) -> None:
    """Keep what a record says in custom fields; `row` is locked, and whoever calls has asked whether it may be changed.

    Raises Stale when it does not stand any more as it was when the form was filled (`based_on`, a stamp), BadInput.
    """
    kept = checked(custom_fields(record), values, before=row.custom) if values else row.custom
    if kept == row.custom:
        return
    if based_on is not None and based_on != stamp(row.custom):
        raise Stale(_("Somebody else changed the custom fields meanwhile. Look at it again."), row)
    row.custom = kept
    row.save(update_fields=["custom"])


def look_again(*, record: str, field: str) -> int:
    """Bring into the search, or out of it, what records say in a field that was put away or taken out; return how many.

    In pieces, each a transaction: whoever saves meanwhile waits for one piece.
    """
    rows = tables()[record]._default_manager.filter(custom__has_key=field).order_by("pk")
    last, done = 0, 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:PIECE]):
        with transaction.atomic(), connection.cursor() as cursor:
            if record == RecordType.COMPANY:
                cursor.execute("SELECT search_refresh_companies(%s::bigint[])", [ids])
            else:
                cursor.execute("SELECT search_refresh(%s, %s::bigint[])", [record, ids])
        last, done = ids[-1], done + len(ids)
    return done


def keep_indexes(*, rows: int = MANY_ROWS) -> tuple[int, int]:
    """Make the indexes by which long lists stand in the order of a custom field, drop those of fields put away; return how many.

    Of tables with many rows only, since each index costs a little at every save; nobody who saves waits for it (CONCURRENTLY,
    outside of any transaction). One that was broken off is made anew.
    """
    made = dropped = 0
    for record, model in tables().items():
        wanted = _wanted_indexes(record, model, rows)
        with connection.cursor() as cursor:
            cursor.execute(_INDEXES, [model._meta.db_table, f"{INDEX}%"])
            there = dict(cursor.fetchall())
        gone = [name for name, valid in there.items() if name not in wanted or not valid]
        new = [index for name, index in wanted.items() if name not in there or name in gone]
        with connection.schema_editor(atomic=False) as editor:
            for name in gone:
                editor.execute(f"DROP INDEX CONCURRENTLY {editor.quote_name(name)}")
            for index in new:
                editor.execute(index.create_sql(model, editor, concurrently=True))
        made, dropped = made + len(new), dropped + len(gone)
    return made, dropped


def _wanted_indexes(record: str, model: type[Model], rows: int) -> dict[str, Index]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        if cursor.fetchone()[0] < rows:
            return {}
    found = Definition.objects.filter(record=record, archived_at=None).exclude(kind=FieldKind.CHOICES)
    wanted = {}
    for each in found[:MOST_INDEXES]:
        key = order_key(as_field(each))
        for way, by in (
            ("up", OrderBy(key, nulls_last=True)),
            ("down", OrderBy(key, descending=True, nulls_last=True)),
        ):
            last = F("pk").asc() if way == "up" else F("pk").desc()
            wanted[f"{INDEX}{each.pk}_{way}"] = Index(by, last, name=f"{INDEX}{each.pk}_{way}")
    return wanted
