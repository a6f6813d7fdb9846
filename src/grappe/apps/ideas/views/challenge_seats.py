"""From where does somebody take part in an ideation campaign: by their account, or behind their own signed link?

What they may do is the same, at other addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse

from grappe.apps.ideas import permissions
from grappe.apps.ideas.operations import answers as operations
from grappe.apps.ideas.queries import answers, own_challenges
from grappe.apps.ideas.views.challenge_found import challenge_or_404
from grappe.ui import clock
from grappe.ui.requests import Request


@dataclass(frozen=True)
class Seat:
    """Somebody's place in a campaign; `participant` is None for a colleague who has not said anything yet."""

    challenge: Any
    participant: Any
    user: Any = None
    token: str = ""

    @property
    def page(self) -> str:
        """The address of the page."""
        if self.token:
            return reverse("ideas:own_challenge", args=[self.token, self.challenge.pk])
        return reverse("ideas:take_part", args=[self.challenge.pk])

    @property
    def similar(self) -> str:
        """The address that answers what is written with answers like it."""
        if self.token:
            return reverse("ideas:own_answer_similar", args=[self.token, self.challenge.pk])
        return reverse("ideas:take_part_similar", args=[self.challenge.pk])

    @property
    def language(self) -> str:
        """The language in which they most likely write."""
        return str(self.participant.contributor.language if self.participant else self.user.language)

    def taken(self) -> Any:
        """Return the participant, made where a colleague says something for the first time."""
        if self.participant is not None:
            return self.participant
        return operations.seat_of_user(challenge=self.challenge, user=self.user, at=clock.now())

    def answer(self, pk: int | None) -> Any:
        """Return one of their own answers; what is not theirs is a 404."""
        try:
            if self.participant is None or pk is None:
                raise Http404
            return answers.answer_of(pk, participant=self.participant)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing


def of_user(request: Request, pk: int) -> Seat:
    """Return a colleague's seat; raises PermissionDenied, and Http404 for what they may not see."""
    challenge = challenge_or_404(request, pk)
    permissions.check_can_take_part(request.user, challenge)
    return Seat(challenge, own_challenges.seat_of(challenge, user=request.user), request.user)


def of_contributor(contributor: Any, token: str, pk: int) -> Seat:
    """Return the seat of whoever's signed link it is; a campaign they have no part in is a 404."""
    try:
        seat = own_challenges.seat_for(pk, contributor=contributor)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return Seat(seat.challenge, seat, token=token)
