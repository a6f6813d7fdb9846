"""Who sees what, as a subquery that Django writes once for each sort of reader: writing it cost more than asking it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
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
