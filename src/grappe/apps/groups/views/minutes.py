"""How are the minutes of a session written by several people at once, with decisions, actions and clocks beside them?

Each view comes twice: inside, and behind the signed link of chair and secretary (`own_…`).
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.groups.forms.minutes import ActionForm, DecisionForm
from grappe.apps.groups.operations import actions, minutes
from grappe.apps.groups.queries import actions as action_queries
from grappe.apps.groups.queries import minutes as queries
from grappe.apps.groups.queries.papers import papers_on_table
from grappe.apps.groups.views.attendance import note, noted
from grappe.apps.groups.views.found import context_of
from grappe.apps.groups.views.outside import own
from grappe.apps.groups.views.places import Place, inside, outside
from grappe.apps.texts import queries as texts
from grappe.apps.texts.operations import exchange as exchange_texts
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import moments_in, number_sent
from grappe.ui.requests import Request


@require_safe
def page(request: Request, pk: int) -> HttpResponse:
    """Show the minutes to write or to read."""
    return _page(request, inside(request, pk))


@require_safe
@own
def own_page(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Show the minutes to chair and secretary."""
    return _page(request, outside(member, token, pk))


def _page(request: Request, place: Place) -> HttpResponse:
    if place.token:
        return render(request, "groups/minutes/own.html", _shown(place))
    context = context_of(request, place.session.group, "sessions")
    return render(request, "groups/minutes/page.html", context | _shown(place))


def _shown(place: Place) -> dict[str, Any]:
    session = place.session
    return _beside(place) | {
        "group": session.group,
        "exchange_url": place.url("minutes_exchange"),
        "news_url": place.url("minutes_news"),
        "writers": queries.writers(session),
        "papers": papers_on_table(session, place.who),
    }  # fmt: skip


def _beside(place: Place) -> dict[str, Any]:
    """Return what stands beside the texts and changes while people write."""
    now = clock.now()
    parts = queries.parts(place.session)
    return noted(place.session, may_write=place.may_write) | {
        "presence_url": place.url("minutes_presence"),
        "answer_url": "",
        "place": place,
        "session": place.session,
        "parts": parts,
        "gone": {each.point.pk: queries.gone_minutes(each.point, at=now) for each in parts},
        "may_write": place.may_write,
        "note_url": place.url("minutes_note"),
    }


@require_POST
def exchange(request: Request, pk: int) -> HttpResponse:
    """Take what was typed, and give what others typed."""
    return _exchanged(request, inside(request, pk))


@require_POST
@own
def own_exchange(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Take what chair or secretary typed, and give what others typed."""
    return _exchanged(request, outside(member, token, pk))


def _exchanged(request: Request, place: Place) -> HttpResponse:
    there = {each.point.text_id for each in queries.parts(place.session)}
    try:
        asked = json.loads(request.body)
        # A point may have been taken off while the page was open: its text is left out of the answer.
        asked["texts"] = {key: each for key, each in asked["texts"].items() if int(key) in there}
    except (ValueError, TypeError, KeyError, AttributeError):
        asked = None
    try:
        answer = exchange_texts(
            asked=asked, allowed=there, may_write=place.may_write, by=place.user, writer=place.who.name, at=clock.now()
        )  # fmt: skip
    except BadInput as fault:
        return JsonResponse({"message": str(fault)}, status=422)
    return JsonResponse(answer)


@require_safe
def news(request: Request, pk: int) -> HttpResponse:
    """Say anew what stands beside the texts: others note decisions too."""
    return render(request, "groups/minutes/_news.html", _beside(inside(request, pk)) | {"oob": True})


@require_safe
@own
def own_news(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """The same for chair and secretary."""
    context = _beside(outside(member, token, pk)) | {"oob": True}
    return render(request, "groups/minutes/_news.html", context)


@require_POST
def presence(request: Request, pk: int) -> HttpResponse:
    """Note on the page of the minutes who is there."""
    return _presence(request, inside(request, pk))


@require_POST
@own
def own_presence(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """The same for chair and secretary."""
    return _presence(request, outside(member, token, pk))


def _presence(request: Request, place: Place) -> HttpResponse:
    place.check_may_write()
    said = note(request, place.session, place.who)
    if not request.htmx:
        return redirect(place.url("minutes"))
    urls = {"presence_url": place.url("minutes_presence"), "answer_url": ""}
    context = (
        noted(place.session, may_write=place.may_write) | urls | {"session": place.session, "said": said}
    )
    return render(request, "groups/sessions/_roll.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def note_beside(request: Request, pk: int) -> HttpResponse:
    """Note a decision, an action, what became of a point, or its time."""
    return _noted(request, inside(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_note_beside(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """The same for chair and secretary."""
    return _noted(request, outside(member, token, pk))


def _noted(request: Request, place: Place) -> HttpResponse:
    """Answer the form for a point, or the point with what was noted at it.

    `what` is decision, action (with `id` an existing one), remove_decision, remove_action, outcome, begin or stop.
    """
    place.check_may_write()
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "point" not in given:
        return _page(request, place)
    part = _part(place, given.get("point", ""))
    what, said = given.get("what", ""), {"by": place.who, "at": clock.now()}
    if what in ("decision", "action"):
        return _form(request, place, part, what)
    if request.method != "POST":
        return _answer(request, place, part.point.pk)
    if what == "remove_decision":
        minutes.remove_decision(decision=_one(part.decisions, given.get("id", "")), **said)
    elif what == "remove_action":
        actions.remove(action=_one(part.actions, given.get("id", "")), **said)
    elif what == "outcome":
        minutes.set_outcome(point=part.point, outcome=given.get("outcome", ""), **said)
    elif what in ("begin", "stop"):
        minutes.run_clock(point=part.point, run=what == "begin", **said)
    else:
        raise BadInput(_("This request cannot be read."))
    return _answer(request, place, part.point.pk)


def _form(request: Request, place: Place, part: queries.Part, what: str) -> HttpResponse:
    """Show or take the form of a decision or an action; where somebody else changed it meanwhile, both are shown."""
    given = request.POST if request.method == "POST" else request.GET
    rows: Any = part.decisions if what == "decision" else part.actions
    row = _one(rows, given["id"]) if given.get("id") else None
    data = request.POST if request.method == "POST" else None
    form = _empty_form(place, part, what, row, data)
    more: dict[str, Any] = {"status": 200, "conflicts": [], "writer": ""}
    if data is not None and form.is_valid():
        try:
            _save(place, part, what, row, form)
        except Stale as stale:
            more = _conflict(what, form, stale.current)
            if not more["conflicts"]:  # they wrote the same
                return _answer(request, place, part.point.pk, after=what)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return _answer(request, place, part.point.pk, after=what)
    status = 422 if form.errors else more.pop("status")
    context = more | {
        "place": place,
        "part": part,
        "what": what,
        "row": row,
        "form": form,
        "note_url": place.url("minutes_note"),
    }
    return render(request, "groups/minutes/_form.html", context, status=status)


def _empty_form(place: Place, part: queries.Part, what: str, row: Any, data: Any) -> Any:
    """Return the form for a decision or an action of a point, with what was chosen where two had written."""
    prefix = f"{what}-{part.point.pk}"
    if data is not None and row is not None:
        data = conflicts.chosen(data, _stands(what, row), prefix=prefix)
    if what == "decision":
        return DecisionForm(data, prefix=prefix, initial=DecisionForm.of(row) if row else {})
    return ActionForm(data, prefix=prefix, group=place.session.group, action=row)


def _stands(what: str, row: Any) -> dict[str, Any]:
    return queries.decision_as_written(row) if what == "decision" else action_queries.as_written(row)


def _conflict(what: str, form: Any, current: Any) -> dict[str, Any]:
    """Return where a form and what stands now differ; what is sent next is based on that."""
    return {"status": 409, **conflicts.side_by_side(form, current, _stands(what, current))}


def _save(place: Place, part: queries.Part, what: str, row: Any, form: Any) -> None:
    said: dict[str, Any] = {"draft": form.draft(), "by": place.who, "at": clock.now()}
    if what == "decision":
        if row:
            minutes.change_decision(decision=row, version=form.cleaned_data["version"], **said)
        else:
            minutes.decide(point=part.point, **said)
    elif row:
        actions.change(action=row, version=form.cleaned_data["version"], **said)
    else:
        actions.add(group=place.session.group, point=part.point, **said)


def _answer(request: Request, place: Place, point: int, after: str = "") -> HttpResponse:
    """Answer the point's place for forms, empty again, and out of band all that stands beside the texts."""
    if not request.htmx:
        return redirect(f"{place.url('minutes')}#point-{point}")
    context = _beside(place) | {"oob": True, "after": after}
    context["part"] = next(each for each in context["parts"] if each.point.pk == point)
    return render(request, "groups/minutes/_noted.html", context)


def _part(place: Place, wanted: str) -> queries.Part:
    for part in queries.parts(place.session):
        if str(part.point.pk) == wanted:
            return part
    raise BadInput(_("This point is not on the agenda any more."))


def _one(rows: Any, wanted: str) -> Any:
    for row in rows:
        if str(row.pk) == wanted:
            return row
    raise BadInput(_("Somebody took this out meanwhile."))


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: Request, pk: int, point: int) -> HttpResponse:
    """Show who wrote at a point when and what differs between two moments; restore one."""
    place = inside(request, pk)
    answer = _history(request, place, point)
    if isinstance(answer, HttpResponse):
        return answer
    context = context_of(request, place.session.group, "sessions") | answer | {"frame": "ui/base.html"}
    return render(request, "groups/minutes/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_history(request: Request, member: Any, token: str, pk: int, point: int) -> HttpResponse:
    """The same for chair and secretary."""
    place = outside(member, token, pk)
    answer = _history(request, place, point)
    if isinstance(answer, HttpResponse):
        return answer
    context = answer | {"group": place.session.group, "frame": "ui/outside.html"}
    return render(request, "groups/minutes/history.html", context)


def _history(request: Request, place: Place, wanted: int) -> HttpResponse | dict[str, Any]:
    part = next((each for each in queries.parts(place.session) if each.point.pk == wanted), None)
    if part is None:
        raise Http404
    point = part.point
    if request.method == "POST":
        number = number_sent(request, "number")
        minutes.restore(point=point, number=number or 0, by=place.who, at=clock.now())
        return redirect(f"{place.url('minutes')}#point-{point.pk}")
    try:
        shown = texts.history(point.text, **moments_in(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return {
        "place": place,
        "session": place.session,
        "point": point,
        "item": part.item,
        "history": shown,
        "history_url": place.url("minutes_history", point.pk),
        "minutes_url": place.url("minutes"),
        "may_write": place.may_write,
    }
