"""How did the vote of an ideation campaign come out, how is what was chosen made into ideas, and how is that undone?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.conclusion import ConclusionForm, UndoForm
from grappe.apps.ideas.operations import conclusion
from grappe.apps.ideas.queries.challenge_figures import came_of_it
from grappe.apps.ideas.queries.conclusion import fates, undoings
from grappe.apps.ideas.queries.votes import Result, result
from grappe.apps.ideas.views.challenge_found import challenge_or_404, challenge_to_facilitate, context_of
from grappe.engines.kernel import Text
from grappe.ui import clock
from grappe.ui.charts import PLAIN, lying_bars
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

SHORT = 36  # characters of a label: one line each


@require_safe
def challenge_result(request: Request, pk: int) -> HttpResponse:
    """Show how the vote came out."""
    return _page(request, pk, None)


@require_POST
def challenge_conclude(request: Request, pk: int) -> HttpResponse:
    """Make ideas of what was chosen, and tell everybody; what is wrong is said, and nothing typed is lost."""
    found = challenge_to_facilitate(request, pk)
    at = clock.now()
    form = ConclusionForm(request.POST, rows=result(found, for_user=request.user, at=at).rows)
    if not form.is_valid():
        return _page(request, pk, form)
    try:
        ideas = conclusion.conclude(challenge=found, chosen=form.chosen(), by=request.user, at=at)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _page(request, pk, form)
    told = _("Everybody who took part is written to.")
    made = ngettext("%(n)d idea made.", "%(n)d ideas made.", len(ideas)) % {"n": len(ideas)}
    messages.success(request, f"{made} {told}")
    return redirect("ideas:challenge_result", pk=pk)


@require_POST
def challenge_undo(request: Request, pk: int) -> HttpResponse:
    """Undo the conclusion, with the reason; what went back and what stays is said."""
    found = challenge_to_facilitate(request, pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, None, undo=form)
    try:
        why = form.cleaned_data["why"]
        undone = conclusion.undo(challenge=found, why=why, by=request.user, at=clock.now())
    except BadInput as fault:
        form.add_error("why", str(fault))
        return _page(request, pk, None, undo=form)
    gone = ngettext("The conclusion is undone: %(n)d idea went back.", "The conclusion is undone: %(n)d ideas went back.",
                    len(undone.gone)) % {"n": len(undone.gone)}  # fmt: skip
    told = ngettext("%(n)d person is told.", "%(n)d people are told.", undone.told) % {"n": undone.told}
    stays = [
        _("“%(title)s” stays, for somebody has worked on it.") % {"title": each.title}
        for each in undone.stays
    ]
    messages.success(request, " ".join([gone, *stays, told]))
    return redirect("ideas:challenge_result", pk=pk)


def _page(
    request: Request, pk: int, form: ConclusionForm | None, *, undo: UndoForm | None = None
) -> HttpResponse:
    found = challenge_or_404(request, pk)
    context = context_of(request, found, "result")
    shown = result(found, for_user=request.user, at=clock.now())
    concludes = context["may_facilitate"] and context["phase"] == "closed" and found.concluded_at is None
    context |= {
        "result": shown,
        "chart": _chart(shown) if context["may_read"] else None,
        "form": (form or ConclusionForm(rows=shown.rows)) if concludes else None,
        "open_ideas": {each.pk for each in came_of_it(found, for_user=request.user)},
        "undo": undo,
        "fates": [],
        "undoings": undoings(found) if context["may_read"] else [],
    }
    if permissions.can_undo_conclusion(request.user, found):
        context |= {"undo": undo or UndoForm(), "fates": fates(found, for_user=request.user)}
    status = 422 if form is not None or undo is not None else 200
    return render(request, "ideas/challenges/result.html", context, status=status)


def _chart(shown: Result) -> dict[str, object]:
    language = get_language() or "en"
    names = [Text.of(row.candidate.titles).in_language(language) for row in shown.rows]
    short = [name if len(name) <= SHORT else f"{name[: SHORT - 1]}…" for name in names]
    bars = [(name, row.votes, PLAIN) for name, row in zip(short, shown.rows, strict=True)]
    return lying_bars(bars)
