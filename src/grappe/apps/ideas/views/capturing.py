"""How is an idea captured and changed, and whose is it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.accounts.permissions import can_work
from grappe.apps.ideas import permissions
from grappe.apps.ideas.enums import LinkKind
from grappe.apps.ideas.forms.ideas import AuthorForm, CaptureForm, IdeaForm, WordsForm
from grappe.apps.ideas.operations import authors, editing
from grappe.apps.ideas.operations.ideas import ONCE, Origin
from grappe.apps.ideas.queries.family import author_for
from grappe.apps.ideas.queries.origins import Source, idea_of, seal_of, source_of
from grappe.apps.ideas.queries.written import as_written
from grappe.apps.ideas.views.found import context_of, idea_or_404, idea_to_steer
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Capture an idea; the query string says what it comes from (`?mark=12`, `?session=3&words=…` …)."""
    permissions.check_can_capture(request.user)
    source = _source(request)
    if source is not None and source.kind in ONCE and request.method != "POST":
        made = idea_of(source.kind, source.pk)
        if made is not None and permissions.can_view_idea(request.user, made.idea):
            return redirect("ideas:detail", pk=made.idea_id)
    begins = {"language": request.user.language, "lead": _lead(request)} | (
        source.prefilled() if source else {}
    )
    form = CaptureForm(request.POST or None, user=request.user, initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            idea = _captured(request, form, source)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Captured. It stands on the list, and its author hears of it."))
            return redirect("ideas:detail", pk=idea.pk)
    context: dict[str, Any] = {
        "form": form,
        "source": source,
        "seal": seal_of(source) if source else "",
        "idea": None,
        "conflicts": [],
        "writer": "",
        "whole": True,
    }
    return render(request, "ideas/edit.html", context, status=422 if form.errors else 200)


def _captured(request: Request, form: CaptureForm, source: Source | None) -> Any:
    said: dict[str, Any] = {"by": request.user, "at": clock.now()}
    origins = [Origin(source.kind, source.thing, source.passage)] if source else []
    return authors.capture_of(draft=form.draft(), who=form.who(), origins=origins, **said)


def _source(request: Request) -> Source | None:
    """Return what the address says that the idea comes from; Http404 for what is not there."""
    for kind in LinkKind.values:
        pk = number_in(request, kind)
        if pk is not None:
            try:
                return source_of(
                    kind, pk, words=request.GET.get("words", ""), seal=request.POST.get("seal", ""),
                    for_user=request.user,
                )  # fmt: skip
            except (ObjectDoesNotExist, LookupError) as missing:
                raise Http404 from missing
    return None


def _lead(request: Request) -> str:
    return str(request.user.pk) if can_work(request.user) else ""


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change an idea; where somebody else did so meanwhile, both are shown and nothing is lost."""
    idea = idea_or_404(request, pk)
    permissions.check_can_edit_idea(request.user, idea)
    whole = permissions.can_steer_idea(request.user, idea)
    posted = conflicts.chosen(request.POST, as_written(idea)) if request.method == "POST" else None
    begins = WordsForm.of(idea)
    form = IdeaForm(posted, user=request.user, initial=begins) if whole else WordsForm(posted, initial=begins)
    if posted is None or not form.is_valid():
        return _edit_page(request, form, idea, whole)
    version = form.cleaned_data["version"]
    try:
        editing.change(idea=idea, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, as_written(current))
        if both["conflicts"]:
            return _edit_page(request, form, idea, whole, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _edit_page(request, form, idea, whole)
    messages.success(request, _("Saved."))
    return redirect("ideas:detail", pk=pk)


def _edit_page(
    request: Request, form: WordsForm, idea: Any, whole: bool, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "idea": idea, "source": None, "whole": whole, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def author_add(request: Request, pk: int) -> HttpResponse:
    """Say that somebody had the idea too."""
    idea = idea_to_steer(request, pk)
    form = AuthorForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            authors.add(idea=idea, who=form.who(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Added."))
            return redirect("ideas:detail", pk=pk)
    context = context_of(request, idea, "overview") | {"form": form}
    return render(request, "ideas/author.html", context, status=422 if form.errors else 200)


@require_POST
def author_remove(request: Request, pk: int) -> HttpResponse:
    """Say that somebody did not have the idea after all."""
    author = found_or_404(author_for, pk, request)
    authors.remove(author=author, by=request.user, at=clock.now())
    messages.success(request, _("Removed."))
    return redirect("ideas:detail", pk=author.idea_id)
