"""How are the papers of a working group listed, put on the table, read and taken off?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.documents.queries import content_of
from grappe.apps.groups import permissions
from grappe.apps.groups.forms.papers import PaperForm
from grappe.apps.groups.operations import papers as operations
from grappe.apps.groups.queries import papers as queries
from grappe.apps.groups.views.found import context_of, group_or_404
from grappe.apps.groups.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.files import attachment
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def paper_list(request: Request, pk: int) -> HttpResponse:
    """List the papers of a group; put one on the table. What is refused leaves nothing behind."""
    group = group_or_404(request, pk)
    permissions.check_can_view_work(request.user)
    if request.method == "POST":
        permissions.check_can_write_minutes(request.user, group)
    runs = permissions.can_run_group(request.user, group)
    form = PaperForm(
        request.POST or None, request.FILES or None, group=group, runs=runs,
        initial={"place": request.GET.get("for", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.put(group=group, **form.given(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("file", str(fault))
        else:
            messages.success(request, _("“%(title)s” is on the table.") % {"title": made.title})
            return redirect("groups:papers", pk=pk)
    return _answer(request, group, form)


def _answer(request: Request, group: Any, form: PaperForm) -> HttpResponse:
    found = queries.papers_of(group, for_user=request.user)
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    for paper in page:
        paper.group = group  # with its team, so that no row asks for it again
    context = context_of(request, group, "papers") | {
        "page": page,
        "form": form,
        "may_put": permissions.can_write_minutes(request.user, group)
        and group.state not in ("closed", "declined"),
        "may_take_off": {
            each.pk: operations.may_take_off(request.user, each) and not queries.is_fixed(each)
            for each in page
        },
    }
    return render(request, "groups/papers/list.html", context, status=422 if form.errors else 200)


@require_safe
def paper(request: Request, pk: int) -> HttpResponse:
    """Download a paper."""
    return _file(found_or_404(queries.paper_for, pk, request))


@require_POST
def take_off(request: Request, pk: int) -> HttpResponse:
    """Take a paper off the table."""
    found = found_or_404(queries.paper_for, pk, request)
    operations.take_off(paper=found, by=request.user, at=clock.now())
    messages.success(request, _("“%(title)s” is off the table.") % {"title": found.title})
    return redirect("groups:papers", pk=found.group_id)


@require_safe
@own
def own_paper(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Let a member download a paper of their group; what they may not read is a 404."""
    try:
        found = queries.own_paper(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return _file(found)


def _file(found: Any) -> HttpResponse:
    document = found.document
    return attachment(content_of(document), document.name, document.content_type)
