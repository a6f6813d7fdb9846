"""Who is somebody, in the words of the search index? The policy of who reads what, as words that are true of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.permissions import can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def reader_words(user: User) -> frozenset[str]:
    """Return the words that are true of somebody; none for who sees no company. One query at most.

    `all`: everybody inside; `adm`: administrators; `wrk`: who may write; `c<id>`: who looks after a cluster;
    `u<id>`: that person, `w<id>` while they may write, `i<id>` while they are not of the ministry;
    `ins`: all but the ministry, `min`: the ministry.
    """
    if not can_view_companies(user):
        return frozenset()
    words = {"all", f"u{user.pk}"}
    words |= {"min"} if user.role == Role.MINISTRY else {"ins", f"i{user.pk}"}
    if can_work(user):
        words |= {"wrk", f"w{user.pk}", *(f"c{cluster}" for cluster in cluster_ids_of(user))}
    if user.is_administrator:
        words.add("adm")
    return frozenset(words)
