"""What does a draft change, who reviews it, and what was in force before?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids import permissions, queries
from grappe.apps.aids.forms import AsOfForm
from grappe.apps.aids.operations import drafts as operations
from grappe.apps.aids.operations import publishing
from grappe.apps.aids.queries import drafts as draft_queries
from grappe.apps.aids.queries.draft_charts import WORDS, before_and_after
from grappe.apps.aids.queries.text_diff import text_diff
from grappe.apps.aids.views.drafts import draft_or_404, number, shared, yaml_file
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

MOST_TRIED = 6


def _day(request: Request, default: date) -> date:
    form = AsOfForm(request.POST if request.method == "POST" else request.GET)
    chosen: date | None = form.cleaned_data["on"] if form.is_valid() else None
    return chosen or default


def _begins(draft: Any, reading: Any) -> date:
    """Return the day a draft is best looked at: today, or the day its newest version begins where that lies ahead."""
    today = clock.today()
    if reading.programme is None or draft.start != "version":
        return today
    firsts = [version.validity.first for version in reading.programme.versions if version.validity.first]
    begins: date = max([today, *firsts])
    return begins


@require_safe
@never_cache
def draft_try(request: Request, pk: int) -> HttpResponse:
    """Show some companies under the draft beside the programme in force."""
    draft = draft_or_404(request, pk)
    reading = draft_queries.reading_of(draft, on=clock.today())
    on = _day(request, _begins(draft, reading))
    wanted = list(
        dict.fromkeys(int(one) for one in request.GET.getlist("company") if one.isdecimal() and len(one) < 10)
    )
    trials = []
    if reading.programme is not None and wanted:
        trials = draft_queries.trials(
            draft, reading.programme, wanted[:MOST_TRIED], on=on, for_user=request.user
        )
    latest = draft_queries.latest_difference(draft)
    examples = draft_queries.rows_of(latest, "")[:MOST_TRIED] if latest else []
    context = shared(request, draft, "try", reading) | {
        "on": on, "as_of": AsOfForm(initial={"on": on}), "trials": trials, "examples": examples, "words": WORDS,
        "chosen": [trial.company.pk for trial in trials],
    }  # fmt: skip
    return render(request, "aids/editor/try.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def draft_difference(request: Request, pk: int) -> HttpResponse:
    """Show what a draft changes for the companies on file (GET), or count it as of a day (POST)."""
    draft = draft_or_404(request, pk)
    reading = draft_queries.reading_of(draft, on=clock.today())
    on = _day(request, _begins(draft, reading))
    if request.method == "POST":
        publishing.compare(draft=draft, on=on, by=request.user, at=clock.now())
        return redirect("aids:draft_difference", pk=pk)
    latest = draft_queries.latest_difference(draft)
    context = shared(request, draft, "difference", reading) | {"difference": latest, "words": WORDS}
    context |= {"as_of": AsOfForm(initial={"on": latest.on if latest else on}), "current": False}
    if latest and latest.state == "done":
        context |= _counted(request, draft, latest)
    return render(request, "aids/editor/difference.html", context)


def _counted(request: Request, draft: Any, latest: Any) -> dict[str, Any]:
    counts = draft_queries.counts_of(latest)
    kind = request.GET.get("kind", "")
    rows = draft_queries.rows_of(latest, kind)
    now = draft_queries.difference_of(draft)
    return {
        "counts": counts, "chart": before_and_after(counts), "kind": kind, "kinds": kind_words(),
        "page": Paginator(rows, draft_queries.SHOWN).get_page(request.GET.get("page")),
        "current": bool(now and now.pk == latest.pk),
    }  # fmt: skip


def kind_words() -> dict[str, str]:
    """Return the words of each kind of difference."""
    return {
        "gain": _("become eligible"), "lose": _("were eligible, are refused"),
        "open": _("become undetermined"), "refused": _("were undetermined, are refused"),
    }  # fmt: skip


@require_safe
@never_cache
def draft_progress(request: Request, pk: int, number: int) -> HttpResponse:
    """Answer how far the count has come; when it is done the page is loaded anew."""
    draft = draft_or_404(request, pk)
    try:
        difference = draft_queries.difference_for(draft, number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = {"draft": draft, "difference": difference}
    return progress(request, "aids/editor/_progress.html", context, busy=difference.state == "running")


@require_safe
@never_cache
def draft_review(request: Request, pk: int) -> HttpResponse:
    """Show a draft for review: what changes in the text and for whom, who wrote it, what was said."""
    draft = draft_or_404(request, pk)
    reading = draft_queries.reading_of(draft, on=clock.today())
    context = shared(request, draft, "review", reading)
    standing = draft_queries.standing_of(draft, for_user=request.user)
    context["standing"] = standing
    difference = standing.difference
    context |= {
        "diff": text_diff(standing.text_now, draft.text),
        "moved_diff": text_diff(draft.base_text, standing.text_now) if standing.moved else None,
        "counts": draft_queries.counts_of(difference) if difference and difference.state == "done" else None,
        "events": draft_queries.events_of(draft), "texts": draft_queries.texts_of(draft)[:30],
    }  # fmt: skip
    return render(request, "aids/editor/review.html", context)


@require_POST
def draft_step(request: Request, pk: int) -> HttpResponse:
    """Bring a draft a step on: ask for review, take back, send back, carry over, discard, approve and publish."""
    draft = draft_or_404(request, pk)
    said: dict[str, Any] = {"draft": draft, "by": request.user, "at": clock.now()}
    comment = request.POST.get("comment", "")
    match request.POST.get("step"):
        case "ask":
            operations.ask_review(version=number(request, "version"), comment=comment, **said)
            messages.success(request, _("Another administrator can now review the draft."))
        case "take_back":
            operations.take_back(**said)
            messages.success(request, _("The draft is yours to write on again."))
        case "send_back":
            operations.send_back(comment=comment, **said)
            messages.success(request, _("The draft is sent back."))
        case "carry_over":
            operations.carry_over(digest=request.POST.get("digest", ""), **said)
            messages.success(request, _("The draft now stands on the programme in force."))
        case "discard":
            operations.discard(**said)
            messages.success(request, _("The draft is discarded; its texts stay readable."))
            return redirect("aids:drafts")
        case "publish":
            made = publishing.publish(version=number(request, "version"), comment=comment, **said)
            messages.success(request, _("Published: the programme in force says this from now on."))
            return redirect("aids:publication", slug=draft.slug, number=made.number)
        case _:
            messages.error(request, _("This request cannot be read."))
    return redirect("aids:draft_review", pk=pk)


# --- History ---


def _programme(request: Request, slug: str) -> Any:
    permissions.check_can_view_programmes(request.user)
    return found_or_404(queries.programme_for, slug, request)


@require_safe
def history(request: Request, slug: str) -> HttpResponse:
    """List every text of a programme that was in force: who wrote and who approved it, when, what it changed."""
    programme = _programme(request, slug)
    rows = [
        (one, draft_queries.counts_of(one.difference) if one.difference else None)
        for one in draft_queries.history_of(programme, for_user=request.user)
    ]
    context = {
        "programme": programme, "rows": rows, "may_edit": permissions.can_edit_rules(request.user),
        "edited": slug in draft_queries.edited_slugs(),
    }  # fmt: skip
    return render(request, "aids/editor/history.html", context)


def _publication(request: Request, slug: str, number: int) -> Any:
    try:
        return draft_queries.publication_for(_programme(request, slug), number, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@require_safe
def publication(request: Request, slug: str, number: int) -> HttpResponse:
    """Show one text of a programme's history and what it changed in the one before."""
    found = _publication(request, slug, number)
    context = {
        "programme": found.programme, "publication": found, "may_edit": permissions.can_edit_rules(request.user),
        "diff": text_diff(draft_queries.text_before(found), found.text),
        "counts": draft_queries.counts_of(found.difference) if found.difference else None,
    }  # fmt: skip
    return render(request, "aids/editor/publication.html", context)


@require_safe
def publication_yaml(request: Request, slug: str, number: int) -> HttpResponse:
    """Answer a text of the history as a file, to be put into the catalogue folder."""
    return yaml_file(slug, _publication(request, slug, number).text)


@require_POST
def publication_restore(request: Request, slug: str, number: int) -> HttpResponse:
    """Begin a draft with an earlier text."""
    permissions.check_can_edit_rules(request.user)
    found = _publication(request, slug, number)
    draft = operations.restore(publication=found, by=request.user, at=clock.now())
    messages.success(
        request, _("A draft with the earlier text is begun; the text in force stays until it is published.")
    )
    return redirect("aids:draft", pk=draft.pk)
