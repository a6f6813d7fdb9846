"""What does a contributor see and do on their own pages, behind their own signed link?

A GET changes nothing: that the page was opened is noted by the page itself, which programs that open links in mails
for their owner do not run.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.ideas import operations, permissions
from grappe.apps.ideas.forms.ideas import WordsForm
from grappe.apps.ideas.operations import contributors, editing
from grappe.apps.ideas.queries import own as shown
from grappe.apps.ideas.queries import own_reviews
from grappe.apps.ideas.queries.own_challenges import challenges_of
from grappe.apps.ideas.queries.own_flagships import partners_of
from grappe.apps.ideas.queries.similar import similar_to
from grappe.apps.ideas.queries.way import way_of
from grappe.apps.ideas.queries.written import answers_of, as_written
from grappe.apps.ideas.views import seats
from grappe.apps.ideas.views.outside import own
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
@own
def own_page(request: Request, contributor: Any, token: str) -> HttpResponse:
    """Show somebody what is asked of them, and what became of their ideas."""
    context = {
        "contributor": contributor,
        "token": token,
        "ideas": shown.ideas_of(contributor),
        "reviews": own_reviews.reviews_of(contributor),
        "challenges": challenges_of(contributor, at=clock.now()),
        "partners": partners_of(contributor),
    }
    return render(request, "ideas/own/page.html", context)


@require_POST
@own
def own_seen(request: Request, contributor: Any, token: str) -> HttpResponse:
    """Note that somebody has opened one of their pages; colleagues who look at it are not they."""
    if not request.user.is_authenticated or request.user.pk == contributor.user_id:
        contributors.note_seen(contributor=contributor, at=clock.now())
    return HttpResponse(status=204)


@require_safe
@own
def own_idea(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Show somebody one of their ideas: what became of it and why, and what is said of it."""
    idea = _own_or_404(contributor, pk)
    context = seats.Seat(idea, contributor, token).shown() | {
        "contributor": contributor,
        "way": way_of(idea, reader=contributor),
        "answers": answers_of(idea),
        "may_edit": permissions.can_edit_idea(contributor, idea),
    }
    return render(request, "ideas/own/idea.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_new(request: Request, contributor: Any, token: str) -> HttpResponse:
    """Let somebody without an account send an idea."""
    form = WordsForm(request.POST or None, initial={"language": contributor.language})
    if request.method == "POST" and form.is_valid():
        draft = form.draft(company=contributor.company)
        try:
            idea = operations.capture(draft=draft, authors=[contributor], by=None, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, _("Thank you, your idea has arrived. We write to you about what becomes of it.")
            )
            return redirect("ideas:own_idea", token=token, pk=idea.pk)
    return _edit_page(request, form, contributor, token, None)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_edit(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Let an author write on; where somebody else did so meanwhile, both are shown and nothing is lost."""
    idea = _own_or_404(contributor, pk)
    permissions.check_can_edit_idea(contributor, idea)
    posted = conflicts.chosen(request.POST, as_written(idea)) if request.method == "POST" else None
    form = WordsForm(posted, initial=WordsForm.of(idea))
    if posted is None or not form.is_valid():
        return _edit_page(request, form, contributor, token, idea)
    version = form.cleaned_data["version"]
    try:
        editing.change(idea=idea, draft=form.draft(), version=version, by=contributor, at=clock.now())
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, as_written(current))
        if both["conflicts"]:
            return _edit_page(request, form, contributor, token, idea, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _edit_page(request, form, contributor, token, idea)
    messages.success(request, _("Saved."))
    return redirect("ideas:own_idea", token=token, pk=pk)


def _edit_page(
    request: Request, form: WordsForm, contributor: Any, token: str, idea: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "contributor": contributor, "token": token, "idea": idea, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/own/edit.html", context, status=status)


@require_POST
@own
def own_similar(request: Request, contributor: Any, token: str) -> HttpResponse:
    """Show somebody which of their own ideas are like what they write."""
    found, asked = [], request.POST.get("title", "") + request.POST.get("text", "")
    if asked.strip():
        found = similar_to(
            title=request.POST.get("title", ""), text=request.POST.get("text", ""),
            language=request.POST.get("language", ""), reader=contributor,
        )  # fmt: skip
    return render(request, "ideas/_similar.html", {"found": found, "token": token, "asked": False})


@require_POST
@own
def own_comment(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Take what an author says of their idea."""
    return seats.said(request, seats.Seat(_own_or_404(contributor, pk), contributor, token))


@require_POST
@own
def own_comment_take_back(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Let somebody take back what they said."""
    try:
        comment = shown.comment_of(contributor, pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    seat = seats.Seat(_own_or_404(contributor, comment.idea_id), contributor, token)
    return seats.taken_back(request, seat, comment)


def _own_or_404(contributor: Any, pk: int) -> Any:
    try:
        return shown.idea_of(contributor, pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
