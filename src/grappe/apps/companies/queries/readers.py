"""Who is somebody, in the words of the search index? The policy of who reads what, as words that are true of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.accounts.queries import team_ids_of
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.permissions import can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def reader_words(user: User) -> frozenset[str]:
    """Return the words that are true of somebody; none for who sees no company. Two queries at most.

    Of a company: `every` for whose role sees all, `c<id>` for a cluster they look after, `t<id>` for a team they are in.
    Of a record: `all`; `ins` but for the ministry, `min` for it alone; `wrk` for who may write; `k<id>` and `v<id>` for a
    cluster and a team of who may write; `u<id>` for that person, `w<id>` while they may write, `i<id>` while they are not of
    the ministry. Of both: `adm` for administrators.
    """
    if not can_view_companies(user):
        return frozenset()
    clusters, teams = cluster_ids_of(user), team_ids_of(user)
    words = {"all", f"u{user.pk}", *(f"c{pk}" for pk in clusters), *(f"t{pk}" for pk in teams)}
    words |= {"min"} if user.role == Role.MINISTRY else {"ins", f"i{user.pk}"}
    if user.sees_all:
        words.add("every")
    if can_work(user):
        words |= {"wrk", f"w{user.pk}", *(f"k{pk}" for pk in clusters), *(f"v{pk}" for pk in teams)}
    if user.is_administrator:
        words.add("adm")
    return frozenset(words)
