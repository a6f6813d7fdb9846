"""Who sees what, as a subquery that Django writes once for each sort of reader: writing it cost more than asking it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Expression, F, Q, QuerySet
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_SOMEBODY = -2_000_000_011  # an account that cannot be: stands in the SQL where the reader's own number goes


def once_for(build: Callable[[User], QuerySet[Any, Any]]) -> Callable[[User], RawSQL]:
    """Return `build` as a subquery for `…__in`, whose SQL is made once for each role, scope and whether the account is active.

    `build` may depend on these and on the account's number, on nothing else, and may not refer to a query around it.
    """

    @cache
    def written(role: str, scope: str, active: bool) -> tuple[str, tuple[Any, ...]]:
        reader = get_user_model()(pk=_SOMEBODY, role=role, scope=scope, is_active=active)
        sql, params = build(reader).order_by().query.sql_with_params()
        return sql, tuple(params)

    @wraps(build)
    def asked(user: User) -> RawSQL:
        sql, params = written(user.role, user.scope, user.is_active)
        return RawSQL(sql, [user.pk if each == _SOMEBODY else each for each in params])

    return asked


class Among(Expression):
    """Whether a column holds one of a subquery's keys (called "pk" there), looked up for one row at a time (`ui.per_row`)."""

    conditional = True

    def __init__(self, column: str, keys: RawSQL) -> None:
        super().__init__(output_field=BooleanField())
        self.column, self.keys = F(column), keys

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.column)
        # Both parts were written by Django, values apart.
        found = f"EXISTS (SELECT 1 FROM ({self.keys.sql}) AS among WHERE among.pk = {column} OFFSET 0)"  # noqa: S608
        return found, (*self.keys.params, *params)


def among(column: str, keys: RawSQL) -> Q:
    """Return the condition that a column holds one of the keys of `once_for`, for few rows out of many keys."""
    return Q(Among(column, keys))
