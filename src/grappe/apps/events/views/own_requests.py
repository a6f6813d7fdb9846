"""How does a participant answer those who want to meet them, and take their own requests back?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events.forms.requests import AnswerForm, AskForm
from grappe.apps.events.operations import requests as operations
from grappe.apps.events.queries import requests as queries
from grappe.apps.events.queries.participants import Own
from grappe.apps.events.views.outside import own
from grappe.apps.events.views.own_meetings import page, taking_part
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
@own
@taking_part
def request_list(request: Request, mine: Own, token: str) -> HttpResponse:
    """List what waits for an answer, what was agreed, and what is over."""
    assert mine.participant is not None and mine.plan is not None
    context: dict[str, Any] = {
        "requests": queries.requests_of(mine.participant),
        "wishes": AskForm.base_fields["wish"].choices,  # type: ignore[attr-defined]  # a field that chooses
    }
    return page(request, "requests", mine, token, "requests", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@own
@taking_part
def answer(request: Request, mine: Own, token: str, pk: int) -> HttpResponse:
    """Show one request as the one who was asked; accept or decline it."""
    assert mine.participant is not None and mine.plan is not None
    side = side_or_404(mine, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        accept = given["decision"] == "accept"
        try:
            operations.answer(
                request=side.request, participant=mine.participant, accept=accept, wish=given["wish"],
                words=given["words"], at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Agreed: the timetable will say when.") if accept else _("Declined."))
            return redirect("events:own_requests", token=token)
    context: dict[str, Any] = {"side": side, "form": form, "may_answer": _may_answer(side, mine)}
    return page(request, "answer", mine, token, "requests", status=422 if form.errors else 200, **context)


def _may_answer(side: queries.Side, mine: Own) -> bool:
    assert mine.plan is not None
    return not side.mine and side.request.state == "asked" and queries.takes_answers(mine.plan)


def side_or_404(mine: Own, pk: int) -> Any:
    """Return a request as one of its two sides; one of others is not there."""
    assert mine.participant is not None
    try:
        return queries.request_of(mine.participant, pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@require_POST
@own
@taking_part
def withdraw(request: Request, mine: Own, token: str, pk: int) -> HttpResponse:
    """Take a request back, or call an agreed meeting off."""
    assert mine.participant is not None
    side = side_or_404(mine, pk)
    try:
        operations.withdraw(request=side.request, participant=mine.participant, at=clock.now())
    except BadInput as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Taken back. The other side is told."))
    return redirect("events:own_requests", token=token)


@require_POST
@own
@taking_part
def wish(request: Request, mine: Own, token: str, pk: int) -> HttpResponse:
    """Change how important a meeting is."""
    assert mine.participant is not None
    side = side_or_404(mine, pk)
    typed = request.POST.get("wish", "")
    try:
        operations.wish_otherwise(
            request=side.request, participant=mine.participant, at=clock.now(),
            wish=int(typed) if typed in ("1", "2", "3") else 0,
        )  # fmt: skip
    except BadInput as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Noted."))
    return redirect("events:own_requests", token=token)
