"""From where does somebody put, change or take off a paper: from our page, or from their own behind a signed link?

Chair and secretary may be from outside. What they may do is the same, at other addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse

from grappe.apps.groups import permissions
from grappe.apps.groups.operations import papers as operations
from grappe.apps.groups.queries import papers as queries
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@dataclass(frozen=True)
class Table:
    """The papers of a group and who sits at them; `token` is empty inside."""

    group: Any
    who: Any
    token: str = ""

    @property
    def runs(self) -> bool:
        return not self.token and permissions.can_run_group(self.who, self.group)

    @property
    def may_put(self) -> bool:
        """Whether they put papers, and the group takes any."""
        return permissions.can_write_minutes(self.who, self.group) and self._takes

    @property
    def page(self) -> str:
        """The address of the list."""
        if self.token:
            return reverse("groups:own_papers", args=[self.token])
        return reverse("groups:papers", args=[self.group.pk])

    def may_change(self, paper: Any) -> bool:
        return permissions.can_change_paper(self.who, paper) and self._takes and not queries.is_fixed(paper)

    def may_take_off(self, paper: Any) -> bool:
        return operations.may_take_off(self.who, paper) and not queries.is_fixed(paper)

    def rows(self, papers: Any) -> list[Row]:
        """Return papers as this reader's list shows them; no row asks for the group again."""
        return [self._row(each) for each in papers]

    def _row(self, paper: Any) -> Row:
        paper.group = self.group
        return Row(
            paper,
            self._url("paper", paper),
            self._url("paper_edit", paper) if self.may_change(paper) else "",
            self._url("paper_take_off", paper) if self.may_take_off(paper) else "",
        )

    @property
    def _takes(self) -> bool:
        return self.group.state not in ("closed", "declined")

    def _url(self, name: str, paper: Any) -> str:
        if self.token:
            return reverse(f"groups:own_{name}", args=[self.token, paper.pk])
        return reverse(f"groups:{name}", args=[paper.pk])


@dataclass(frozen=True)
class Row:
    """A paper in a list, with the addresses of what may be done with it; empty is not."""

    paper: Any
    url: str
    edit_url: str
    take_off_url: str


def inside(request: Request, pk: int) -> tuple[Table, Any]:
    """Return a paper and the table of somebody with an account; what is not there is a 404."""
    found = found_or_404(queries.paper_for, pk, request)
    return Table(found.group, request.user), found


def outside(member: Any, token: str, pk: int) -> tuple[Table, Any]:
    """Return a paper and the table of a member behind their signed link; what they do not read is a 404."""
    try:
        found = queries.own_paper(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return Table(found.group, member, token), found
