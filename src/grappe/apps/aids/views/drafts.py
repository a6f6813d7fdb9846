"""How are drafts of programmes begun and written: as a text, and as a tree of the same document?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids import permissions, queries
from grappe.apps.aids.forms import StartForm
from grappe.apps.aids.operations import drafts as operations
from grappe.apps.aids.queries import drafts as draft_queries
from grappe.apps.aids.queries.draft_texts import Reading
from grappe.apps.aids.queries.text_diff import text_diff
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

MOST_OPTIONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def draft_list(request: Request) -> HttpResponse:
    """List the drafts, those that wait for a review first (GET), or begin one (POST)."""
    permissions.check_can_edit_rules(request.user)
    form = StartForm(request.POST or None, initial={"slug": request.GET.get("programme", "")})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("aids:draft", pk=_started(request, form.cleaned_data).pk)
        except BadInput as fault:
            form.add_error(None, str(fault))
    asked = request.GET.get("programme", "")
    if asked and not form.is_bound:
        form.initial["programme"] = asked
    context = {
        "form": form,
        "drafts": draft_queries.drafts(for_user=request.user),
        "closed": draft_queries.drafts(for_user=request.user, closed=True)[:20],
        "waiting": draft_queries.waiting_for(request.user),
    }
    return render(request, "aids/editor/list.html", context, status=422 if form.errors else 200)


def _started(request: Request, typed: dict[str, Any]) -> Any:
    wanted = (typed["slug"] or typed["programme"]).strip()
    programme = None
    if wanted:
        try:
            programme = queries.programme_for(wanted, for_user=request.user)
        except ObjectDoesNotExist as missing:
            raise BadInput(
                _("There is no programme of this name: choose one of the suggestions.")
            ) from missing
    elif not typed["new"]:
        raise BadInput(_("Choose a programme, or give a new one its id."))
    return operations.start_draft(
        programme=programme, start=typed["start"], slug=typed["new"].strip(), day=typed["day"],
        by=request.user, at=clock.now(),
    )  # fmt: skip


@require_safe
def programme_options(request: Request) -> HttpResponse:
    """Answer the programmes that some letters may mean, as suggestions."""
    permissions.check_can_edit_rules(request.user)
    found = queries.programmes(for_user=request.user, text=request.GET.get("q", ""))[:MOST_OPTIONS]
    options = [{"text": str(one), "id": one.slug, "label": str(one), "detail": one.slug} for one in found]
    return render(request, "aids/editor/_options.html", {"options": options})


@require_safe
def field_options(request: Request, pk: int) -> HttpResponse:
    """Answer the facts of a draft's catalogue that some letters may mean, by their id and their words in the page's language."""
    draft = draft_or_404(request, pk)
    wanted = request.GET.get("q", "").casefold().split()
    language = get_language() or "en"
    options = []
    for name, described in sorted(draft_queries.fields_of(draft).items()):
        label = described.label.in_language(language)
        if all(word in f"{name} {label}".casefold() for word in wanted):
            options.append({"text": name, "id": name, "label": label or name, "detail": name})
    return render(request, "aids/editor/_options.html", {"options": options[:MOST_OPTIONS]})


def draft_or_404(request: Request, pk: int) -> Any:
    """Return a draft for an administrator."""
    return found_or_404(draft_queries.draft_for, pk, request)


def shared(request: Request, draft: Any, tab: str, reading: Reading) -> dict[str, Any]:
    """Return what every page of a draft shows: its head, its state, its tabs."""
    return {
        "draft": draft, "tab": tab, "reading": reading, "writable": draft.state == "open",
        "writers": draft_queries.writers(draft), "moved": draft_queries.has_moved(draft),
    }  # fmt: skip


@require_safe
@never_cache
def draft_text(request: Request, pk: int) -> HttpResponse:
    """Show a draft as text, with what the linter finds beside it."""
    draft = draft_or_404(request, pk)
    reading = draft_queries.reading_of(draft, on=clock.today())
    return render(request, "aids/editor/text.html", shared(request, draft, "text", reading))


@require_POST
def draft_save(request: Request, pk: int) -> HttpResponse:
    """Save a draft's text: JSON with what the linter finds for the page's script, else the page again.

    200 saved; 409 somebody else saved meanwhile (both texts are kept); 422 refused, with the reason.
    """
    draft = draft_or_404(request, pk)
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        saved = operations.save_draft(
            draft=draft, text=request.POST.get("text", ""), version=number(request, "version"),
            page=request.POST.get("page", "")[:40], overwrite=request.POST.get("overwrite") == "yes",
            by=request.user, at=clock.now(),
        )  # fmt: skip
    except BadInput as fault:
        if not wants_json:
            raise
        return JsonResponse({"message": str(fault)}, status=422)
    if not wants_json:
        if saved.aside is not None:
            return redirect("aids:draft_old_text", pk=pk, number=saved.aside)
        messages.success(request, _("The draft is saved."))
        return redirect("aids:draft", pk=pk)
    return _as_json(request, saved)


def _as_json(request: Request, saved: operations.Saved) -> JsonResponse:
    draft = draft_queries.draft_for(saved.draft.pk, for_user=request.user)
    reading = draft_queries.reading_of(draft, on=clock.today())
    facts: dict[str, Any] = {
        "version": draft.version,
        "writer": draft.changed_by.name if draft.changed_by else "",
        "findings": render_to_string("aids/editor/_findings.html", {"reading": reading}, request),
        "lines": [{"line": found.line, "severity": found.severity} for found in reading.findings],
    }
    if saved.aside is not None:
        return JsonResponse(facts | {"text": draft.text, "aside": saved.aside}, status=409)
    return JsonResponse(facts)


def number(request: Request, name: str) -> int:
    """Return a whole number of a form. Raises BadInput."""
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 9:
        raise BadInput(_("This request cannot be read."))
    return int(text)


@require_safe
def old_text(request: Request, pk: int, number: int) -> HttpResponse:
    """Show a text that a draft had, or one that was set aside, beside the draft as it stands."""
    draft = draft_or_404(request, pk)
    try:
        text = draft_queries.text_for(draft, number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = {"draft": draft, "old": text, "diff": text_diff(draft.text, text.text)}
    return render(request, "aids/editor/old_text.html", context)


@require_safe
def draft_yaml(request: Request, pk: int) -> HttpResponse:
    """Answer a draft's text as a file for the catalogue folder."""
    draft = draft_or_404(request, pk)
    return yaml_file(draft.slug, draft.text)


def yaml_file(slug: str, text: str) -> HttpResponse:
    """Return a text as a YAML file that is downloaded."""
    return download(text, f"{slug}.yaml", "application/yaml; charset=utf-8")
