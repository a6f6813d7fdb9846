"""How do facilitators see the board of an ideation campaign, and how is it changed, by hand and by proposal?

Every change is a form that works without JavaScript; with HTMX the board is laid anew and what happened is said in a
live region. Two at once: cards are moved one by one, so that what the other did stays; only the same card moved to two
places asks, and shows both.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.board import GroupForm, HideForm
from grappe.apps.ideas.operations import answers, board
from grappe.apps.ideas.queries import challenge_board as queries
from grappe.apps.ideas.views.challenge_found import (
    answer_or_404,
    challenge_or_404,
    challenge_to_facilitate,
    context_of,
)
from grappe.engines.kernel import Text
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import number_in, number_sent
from grappe.ui.requests import Request


@require_safe
def challenge_board(request: Request, pk: int) -> HttpResponse:
    """Show the board: the answers as cards, in their groups."""
    challenge = challenge_or_404(request, pk)
    return render(request, "ideas/challenges/board.html", _context(request, challenge))


@require_safe
def board_news(request: Request, pk: int) -> HttpResponse:
    """Say to an open board that somebody else changed it since; nothing where nobody did."""
    challenge = challenge_or_404(request, pk)
    permissions.check_can_view_answers(request.user)
    if number_in(request, "version") == challenge.board_version:
        return HttpResponse(status=204)
    last = queries.last_step(challenge)
    # Hiding, showing and undoing are no steps: then nobody is named.
    known = last is not None and last.version == challenge.board_version
    context = {"challenge": challenge, "by": last.by if last is not None and known else None}
    return render(request, "ideas/challenges/_board_news.html", context)


@require_POST
def board_move(request: Request, pk: int, answer: int) -> HttpResponse:
    """Put a card into a group, at a place. Moved by two at once into two groups, both are shown."""
    challenge = challenge_to_facilitate(request, pk)
    card = answer_or_404(challenge, answer)
    to, place = number_sent(request, "group"), number_sent(request, "place")
    seen = number_sent(request, "seen")
    try:
        moved = board.move(
            answer=card,
            to=to,
            place=place,
            seen=-1 if seen is None else seen,
            by=request.user,
            at=clock.now(),
        )
    except Stale as stale:
        context = _context(request, challenge) | {
            "torn": stale.current,
            "wanted": _wanted(challenge, to),
            "place": place,
        }
        return _laid(request, challenge, context, status=409)
    if moved.group is None:
        said = _("The card is in no group now.")
    else:
        place = moved.position + 1
        said = _("Moved to “%(where)s”, place %(place)d.") % {"where": _name(moved.group), "place": place}
    return _laid(request, challenge, _context(request, challenge) | {"said": said, "moved": moved.pk})


@require_POST
def board_group_new(request: Request, pk: int) -> HttpResponse:
    """Make a group."""
    challenge = challenge_to_facilitate(request, pk)
    made = board.new_group(challenge=challenge, titles=_titles(request), by=request.user, at=clock.now())
    said = _("Group “%(name)s” made.") % {"name": _name(made)}
    return _laid(request, challenge, _context(request, challenge) | {"said": said})


@require_POST
def board_group(request: Request, pk: int, group: int) -> HttpResponse:
    """Rename a group, or take it apart; renamed by two at once, both titles are shown."""
    challenge = challenge_to_facilitate(request, pk)
    found = _group_or_404(challenge, group)
    at = clock.now()
    if request.POST.get("what") == "apart":
        name = _name(found)
        board.take_apart(group=found, by=request.user, at=at)
        said = _("Group “%(name)s” taken apart; its cards are in no group.") % {"name": name}
        return _laid(request, challenge, _context(request, challenge) | {"said": said})
    titles, version = _titles(request), number_sent(request, "version")
    try:
        board.rename(group=found, titles=titles, version=version or 0, by=request.user, at=at)
    except Stale as stale:
        context = _context(request, challenge) | {"renamed": stale.current, "mine": titles}
        return _laid(request, challenge, context, status=409)
    said = _("Group renamed: “%(name)s”.") % {"name": Text.of(titles).in_language(get_language() or "en")}
    return _laid(request, challenge, _context(request, challenge) | {"said": said})


@require_safe
def board_propose(request: Request, pk: int) -> HttpResponse:
    """Show which groups likeness proposes, and what that would change."""
    challenge = challenge_to_facilitate(request, pk)
    context = _context(request, challenge) | {"proposal": _proposal(request, challenge)}
    template = "_proposal.html" if request.htmx else "proposal.html"
    return render(request, f"ideas/challenges/{template}", context)


@require_POST
def board_take(request: Request, pk: int) -> HttpResponse:
    """Lay the board as the proposal says that was looked at."""
    challenge = challenge_to_facilitate(request, pk)
    fine, anew = number_sent(request, "fine"), request.POST.get("anew") == "on"
    version = number_sent(request, "version")
    try:
        moved = board.take_proposal(
            challenge=challenge, fine=_fine(fine), anew=anew, version=-1 if version is None else version,
            cards=request.POST.get("cards", ""), by=request.user, at=clock.now(),
        )  # fmt: skip
    except Stale as stale:
        raise BadInput(str(stale)) from stale
    said = _("The proposal is taken: %(count)d cards moved. You can undo it.") % {"count": moved}
    return _laid(request, challenge, _context(request, challenge) | {"said": said})


@require_POST
def board_undo(request: Request, pk: int) -> HttpResponse:
    """Undo the last change of the board."""
    challenge = challenge_to_facilitate(request, pk)
    step = board.undo(
        challenge=challenge, step=number_sent(request, "step") or 0, by=request.user, at=clock.now()
    )
    said = _("Undone: %(what)s.") % {"what": step.get_kind_display()}
    return _laid(request, challenge, _context(request, challenge) | {"said": said})


@require_POST
def answer_hide(request: Request, pk: int, answer: int) -> HttpResponse:
    """Hide an answer with the reason, or show it again."""
    challenge = challenge_to_facilitate(request, pk)
    card = answer_or_404(challenge, answer)
    if request.POST.get("what") == "show":
        answers.show(answer=card, by=request.user, at=clock.now())
        said = _("The answer is shown again.")
    else:
        answers.hide(answer=card, why=request.POST.get("why", ""), by=request.user, at=clock.now())
        said = _("The answer is hidden; whoever wrote it reads why.")
    return _laid(request, challenge, _context(request, challenge) | {"said": said})


def _laid(request: Request, challenge: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with the board as it lies now; without HTMX a conflict is a page, anything else leads back to the board."""
    if request.htmx:
        return render(request, "ideas/challenges/_board_answer.html", context, status=status)
    if status != 200:
        return render(request, "ideas/challenges/board.html", context, status=status)
    messages.success(request, context["said"])
    return redirect("ideas:challenge_board", pk=challenge.pk)


def _context(request: Request, challenge: Any) -> dict[str, Any]:
    current = challenge_or_404(request, challenge.pk)
    context = context_of(request, current, "board")
    found = queries.board(current, for_user=request.user)
    opened = context["phase"] not in ("voting", "closed")
    return context | {
        "board": found,
        "may_lay": context["may_facilitate"] and opened,
        "new_group": GroupForm(auto_id="id_new_%s"),
        "hide": HideForm(),
        "group_forms": {
            each.group.pk: GroupForm(initial=GroupForm.spread(each.group), auto_id=f"id_{each.group.pk}_%s")
            for each in found.columns if each.group is not None
        },
        "usual": queries.USUAL, "said": "", "moved": None, "torn": None, "renamed": None,
    }  # fmt: skip


def _proposal(request: Request, challenge: Any) -> queries.Proposal:
    fine = number_in(request, "fine")
    return queries.propose(
        challenge, fine=_fine(fine), anew=request.GET.get("anew") == "on", for_user=request.user
    )


def _fine(given: int | None) -> int:
    return queries.USUAL if given is None else min(100, given)


def _titles(request: Request) -> dict[str, str]:
    form = GroupForm(request.POST)
    if not form.is_valid():
        raise BadInput(next(iter(form.errors.values()))[0])
    return {code: words for code, words in form.text("titles").items() if words}


def _wanted(challenge: Any, to: int | None) -> Any:
    return _group_or_404(challenge, to) if to is not None else None


def _group_or_404(challenge: Any, pk: int) -> Any:
    try:
        return queries.group_in(pk, challenge=challenge)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _name(group: Any) -> str:
    return Text.of(group.titles).in_language(get_language() or "en")
