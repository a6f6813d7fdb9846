"""What does somebody see and do who takes part in an ideation campaign, by their account or by their signed link?

A GET changes nothing: programs that open links in mails for their owner neither confirm nor vote.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.ideas.forms.challenges import AnswerForm
from grappe.apps.ideas.operations import answers, participants, votes
from grappe.apps.ideas.queries import own_challenges
from grappe.apps.ideas.queries.answers import alike
from grappe.apps.ideas.queries.votes import ballot, result
from grappe.apps.ideas.views.challenge_found import context_of
from grappe.apps.ideas.views.challenge_seats import Seat, of_contributor, of_user
from grappe.apps.ideas.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import number_sent
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_challenge(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Show an ideation campaign to whoever's link it is: the question, their answers, those of others, the vote."""
    return _page(request, of_contributor(contributor, token, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def take_part(request: Request, pk: int) -> HttpResponse:
    """Let a colleague take part as everybody does."""
    return _page(request, of_user(request, pk))


@require_POST
@own
def own_similar(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Show which answers say nearly what somebody is writing."""
    return _similar(request, of_contributor(contributor, token, pk))


@require_POST
def take_part_similar(request: Request, pk: int) -> HttpResponse:
    """Show a colleague which answers say nearly what they are writing."""
    return _similar(request, of_user(request, pk))


def _similar(request: Request, seat: Seat) -> HttpResponse:
    text = request.POST.get("text", "")[: answers.LONGEST]
    page = own_challenges.own(seat.challenge, seat.participant, at=clock.now())
    found = (
        []
        if page.unconfirmed
        else alike(
            text, challenge=seat.challenge, participant=seat.participant, but=number_sent(request, "answer")
        )
    )
    return render(request, "ideas/challenges/_alike.html", {"alike": found})


def _page(request: Request, seat: Seat) -> HttpResponse:
    """Show the page, or do what was asked; what was typed stays where it cannot be taken."""
    fault, form = "", AnswerForm(initial={"language": seat.language})
    changing: tuple[int, AnswerForm] | None = None
    if request.method == "POST":
        try:
            said = _done(request, seat)
        except BadInput as refused:
            fault = str(refused)
            number = number_sent(request, "answer")
            typed = AnswerForm(request.POST, auto_id=f"id_{number}_%s" if number is not None else "id_%s")
            form = typed if number is None else form
            changing = (number, typed) if number is not None else None
        else:
            if request.htmx:
                return _votes(request, seat)
            messages.success(request, said)
            return redirect(seat.page)
        if request.htmx:
            raise BadInput(fault)
    return render(
        request, _template(seat), _context(request, seat, form, changing) | {"fault": fault},
        status=422 if fault else 200,
    )  # fmt: skip


def _votes(request: Request, seat: Seat) -> HttpResponse:
    """Answer a vote with the ballot as it is now."""
    context = {"seat": seat, "ballot": ballot(seat.challenge, seat.taken())}
    return render(request, "ideas/challenges/_votes.html", context)


def _template(seat: Seat) -> str:
    return "ideas/own/challenge.html" if seat.token else "ideas/challenges/take_part.html"


def _context(
    request: Request, seat: Seat, form: AnswerForm, changing: tuple[int, AnswerForm] | None
) -> dict[str, Any]:
    reader = None if seat.token else request.user
    page = own_challenges.own(seat.challenge, seat.participant, at=clock.now(), user=reader)
    mine = [
        (
            each,
            changing[1] if changing and changing[0] == each.pk else AnswerForm(
                initial={"text": each.text, "language": each.language}, auto_id=f"id_{each.pk}_%s"
            ),
        )
        for each in page.answers
    ]  # fmt: skip
    context: dict[str, Any] = {
        "seat": seat, "own": page, "form": form, "mine": mine, "changing": changing, "ballot": None, "outcome": None,
    }  # fmt: skip
    if not page.unconfirmed and page.phase == "voting":
        context["ballot"] = ballot(seat.challenge, seat.participant)
    elif not page.unconfirmed and page.phase == "closed":
        context["outcome"] = result(seat.challenge, for_user=None, at=clock.now())
    if seat.token:
        return context | {"token": seat.token, "challenge": seat.challenge, "phase": page.phase}
    return context | context_of(request, seat.challenge, "take_part")


def _done(request: Request, seat: Seat) -> str:
    """Do what was asked; return what to say. Raises BadInput."""
    what, at = request.POST.get("what", ""), clock.now()
    text, language = request.POST.get("text", ""), request.POST.get("language", "")
    if what == "confirm" and seat.participant is not None:
        participants.confirm(participant=seat.participant, at=at)
        return _("Thank you, you take part.")
    if what == "answer":
        answers.answer(participant=seat.taken(), text=text, language=language, at=at)
        return _("Thank you, your answer is in. You can change it until the last day, and give more.")
    if what == "change":
        answer = seat.answer(number_sent(request, "answer"))
        answers.change_answer(answer=answer, text=text, language=language, at=at)
        return _("Your answer is changed.")
    if what == "take_back":
        answers.take_back(answer=seat.answer(number_sent(request, "answer")), at=at)
        return _("Your answer is taken back.")
    if what in ("vote", "unvote"):
        give = votes.vote if what == "vote" else votes.take_vote_back
        give(participant=seat.taken(), key=request.POST.get("key", ""), at=at)
        return _("Your votes are kept.")
    raise BadInput(_("This request cannot be read."))
