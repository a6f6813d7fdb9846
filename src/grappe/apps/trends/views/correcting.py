"""How does an analyst confirm, name, merge, split and hide a topic, and undo that?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.trends import permissions
from grappe.apps.trends.forms.topics import NameForm
from grappe.apps.trends.operations import correcting
from grappe.apps.trends.queries.halves import cut_of, parts_of
from grappe.apps.trends.queries.topics import seen
from grappe.apps.trends.views.found import correction_or_404, topic_or_404
from grappe.apps.trends.views.topics import answer
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import number_sent
from grappe.ui.requests import Request

_DONE: dict[str, tuple[Callable[..., Any], Any]] = {
    "confirm": (correcting.confirm, lambda: _("Confirmed: the topic stays one.")),
    "hide": (
        correcting.hide,
        lambda: _("Hidden: it goes on collecting, and only those who correct topics see it."),
    ),
    "show": (correcting.show, lambda: _("Shown again.")),
}


def _meant(request: Request, pk: int) -> Any:
    """Return the topic for whoever corrects topics; for others PermissionDenied."""
    permissions.check_can_correct_topics(request.user)
    return topic_or_404(request, pk)


def _elsewhere(request: Request, found: Any, name: str = "trends:topic") -> HttpResponse:
    """Lead to the topic that this one went into meanwhile: what was pressed was meant for another one."""
    messages.error(
        request, _("This topic went into another one meanwhile, which you see here. Nothing was written.")
    )
    return redirect(name, pk=found.pk)


def _stale(request: Request, found: Any, stale: Stale) -> HttpResponse:
    """Show the topic as it stands, and say that nothing was written."""
    messages.error(request, str(stale))
    return answer(request, topic_or_404(request, found.pk), 409)


@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """Confirm or hide a topic, or show a hidden one again."""
    found = _meant(request, pk)
    if found.pk != pk:
        return _elsewhere(request, found)
    operation, words = _DONE.get(request.POST.get("to", ""), (None, None))
    if operation is None or words is None:
        raise BadInput(_("This step does not follow here. Load the page again."))
    try:
        operation(topic=found, version=number_sent(request, "version") or 0, by=request.user, at=clock.now())
    except Stale as stale:
        return _stale(request, found, stale)
    messages.success(request, words())
    return redirect("trends:topic", pk=found.pk)


@require_POST
def name(request: Request, pk: int) -> HttpResponse:
    """Name a topic; where somebody else did so meanwhile, their name is shown beside what was typed."""
    found = _meant(request, pk)
    if found.pk != pk:
        return _elsewhere(request, found)
    form = NameForm(request.POST)
    if not form.is_valid():
        return answer(request, found, 422, names=form)
    version = form.cleaned_data["version"]
    try:
        correcting.name(
            topic=found, names=form.text("names"), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        current = topic_or_404(request, found.pk)
        typed = NameForm({**form.cleaned_data, "version": current.version})
        return answer(request, current, 409, names=typed, told=str(stale))
    except BadInput as fault:
        form.add_error(None, str(fault))
        return answer(request, found, 422, names=form)
    messages.success(
        request, _("Named.") if any(form.text("names").values()) else _("It is called by its terms again.")
    )
    return redirect("trends:topic", pk=found.pk)


@require_POST
def merge(request: Request, pk: int) -> HttpResponse:
    """Let a topic go into another one."""
    found = _meant(request, pk)
    other = number_sent(request, "into")
    if other is None:
        raise BadInput(_("Choose another topic."))
    into = topic_or_404(request, other)
    if (found.pk, into.pk) != (pk, other):
        return _elsewhere(request, found)
    try:
        stays = correcting.merge(
            topic=found,
            into=into,
            version=number_sent(request, "version") or 0,
            by=request.user,
            at=clock.now(),
        )
    except Stale as stale:
        return _stale(request, found, stale)
    messages.success(request, _("Merged. Undo it below if it was not meant."))
    return redirect("trends:topic", pk=stays.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, pk: int) -> HttpResponse:
    """Show the two parts that a topic would fall into; then split it so."""
    found = _meant(request, pk)
    if found.pk != pk:
        return _elsewhere(request, found, "trends:topic_split")
    if request.method == "POST":
        try:
            born = correcting.split(
                topic=found, seal=request.POST.get("seal", "")[:64], version=number_sent(request, "version") or 0,
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Stale as stale:
            messages.error(request, str(stale))
            return _parts(request, found, 409)
        messages.success(request, _("Split. This is the new topic; what stayed is named below."))
        return redirect("trends:topic", pk=born.pk)
    return _parts(request, found)


def _parts(request: Request, found: Any, status: int = 200) -> HttpResponse:
    cut = cut_of(found)
    context = {
        "topic": found,
        "name": seen([found.pk], for_user=request.user, on=None, hidden=True)[found.pk][0],
        "cut": cut,
        "parts": parts_of(cut, for_user=request.user) if cut else (),
    }
    return render(request, "trends/topic_split.html", context, status=status)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Undo what was done to a topic last."""
    permissions.check_can_correct_topics(request.user)
    topic = correcting.undo(correction=correction_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("Undone."))
    return redirect("trends:topic", pk=topic.pk)
