"""How are the papers of a working group listed, put on the table, read, changed and taken off, inside and by a link?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.documents.queries import content_of
from grappe.apps.groups import permissions
from grappe.apps.groups.forms.papers import PaperChangeForm, PaperForm
from grappe.apps.groups.operations import papers as operations
from grappe.apps.groups.queries import paper_history
from grappe.apps.groups.queries import papers as queries
from grappe.apps.groups.views.found import context_of, group_or_404
from grappe.apps.groups.views.outside import own
from grappe.apps.groups.views.paper_places import Table, inside, outside
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.files import attachment
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def paper_list(request: Request, pk: int) -> HttpResponse:
    """List the papers of a group; put one on the table. What is refused leaves nothing behind."""
    group = group_or_404(request, pk)
    permissions.check_can_view_work(request.user)
    return _list(request, Table(group, request.user), queries.papers_of(group, for_user=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_papers(request: Request, member: Any, token: str) -> HttpResponse:
    """The same for chair and secretary on their own page; other members find the papers on theirs."""
    permissions.check_can_write_minutes(member, member.group)
    return _list(request, Table(member.group, member, token), queries.papers_of_member(member))


def _list(request: Request, table: Table, papers: Any) -> HttpResponse:
    if request.method == "POST":
        permissions.check_can_write_minutes(table.who, table.group)
    form = PaperForm(
        request.POST or None, request.FILES or None, group=table.group, runs=table.runs,
        initial={"place": request.GET.get("for", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.put(group=table.group, **form.given(), by=table.who, at=clock.now())
        except BadInput as fault:
            form.add_error("file", str(fault))
        else:
            messages.success(request, _("“%(title)s” is on the table.") % {"title": made.title})
            return redirect(table.page)
    page = Paginator(papers, queries.PAGE).get_page(request.GET.get("page"))
    context = _context(request, table) | {"page": page, "rows": table.rows(page), "form": form}
    template = "groups/own/papers.html" if table.token else "groups/papers/list.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _context(request: Request, table: Table) -> dict[str, Any]:
    context: dict[str, Any] = {"group": table.group, "member": table.who}
    if not table.token:
        context = context_of(request, table.group, "papers")
    return context | {"table": table, "token": table.token}


@require_safe
def paper(request: Request, pk: int) -> HttpResponse:
    """Download a paper."""
    return _file(inside(request, pk)[1])


@require_safe
@own
def own_paper(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Let a member download a paper of their group; what they may not read is a 404."""
    return _file(outside(member, token, pk)[1])


def _file(found: Any) -> HttpResponse:
    document = found.document
    return attachment(content_of(document), document.name, document.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what a paper is called and where it belongs; where somebody else did meanwhile, nothing is lost."""
    return _edit(request, *inside(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_paper_edit(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """The same for chair and secretary on their own page."""
    return _edit(request, *outside(member, token, pk))


def _edit(request: Request, table: Table, found: Any) -> HttpResponse:
    permissions.check_can_change_paper(table.who, found)
    posted = conflicts.chosen(request.POST, queries.as_written(found)) if request.method == "POST" else None
    form = PaperChangeForm(posted, paper=found, runs=table.runs)
    if posted is None or not form.is_valid():
        return _editing(request, table, found, form)
    try:
        operations.change(paper=found, **form.given(), by=table.who, at=clock.now())
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, queries.as_written(current))
        if both["conflicts"]:
            both["writer"] = paper_history.last_writer(found)
            return _editing(request, table, current, form, 409, **both)
    except BadInput as fault:
        form.add_error("place" if form.cleaned_data["place"] else None, str(fault))
        return _editing(request, table, found, form)
    messages.success(request, _("Saved."))
    return redirect(table.page)


def _editing(
    request: Request, table: Table, found: Any, form: PaperChangeForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = _context(request, table) | {
        "paper": found, "form": form, "changes": paper_history.changes_of(found), "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    template = "groups/own/paper.html" if table.token else "groups/papers/edit.html"
    return render(request, template, context, status=status)


@require_POST
def take_off(request: Request, pk: int) -> HttpResponse:
    """Take a paper off the table."""
    return _take_off(request, *inside(request, pk))


@require_POST
@own
def own_paper_take_off(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """The same for chair and secretary, of what they put from their own page."""
    return _take_off(request, *outside(member, token, pk))


def _take_off(request: Request, table: Table, found: Any) -> HttpResponse:
    operations.take_off(paper=found, by=table.who, at=clock.now())
    messages.success(request, _("“%(title)s” is off the table.") % {"title": found.title})
    return redirect(table.page)
