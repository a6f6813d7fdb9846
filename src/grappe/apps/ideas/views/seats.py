"""Who speaks of which idea, inside with an account or outside by a signed link, and how is the discussion answered?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.ideas import permissions
from grappe.apps.ideas.operations import talk
from grappe.apps.ideas.queries.family import family_of
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@dataclass(frozen=True)
class Seat:
    """Somebody before an idea; `token` is empty inside."""

    idea: Any
    who: Any
    token: str = ""

    @property
    def url(self) -> str:
        """The page of the idea as this reader has it."""
        if self.token:
            return reverse("ideas:own_idea", args=[self.token, self.idea.pk])
        return reverse("ideas:detail", args=[self.idea.pk])

    def shown(self) -> dict[str, Any]:
        """Return what the discussion shows."""
        return {
            "idea": self.idea,
            "token": self.token,
            "family": family_of(self.idea, reader=self.who),
            "may_speak": permissions.can_speak(self.who, self.idea),
        }


def said(request: Request, seat: Seat) -> HttpResponse:
    """Take what somebody says of an idea; answer the discussion in place, or their page of the idea."""
    text = request.POST.get("text", "")
    inside = request.POST.get("inside") == "on"
    fault = ""
    try:
        talk.say(idea=seat.idea, text=text, inside=inside, by=seat.who, at=clock.now())
    except BadInput as refused:
        fault = str(refused)
    if not request.htmx and not fault:
        return redirect(f"{seat.url}#idea-talk")
    more = {"talk_fault": fault, "typed": text if fault else "", "talk_note": "" if fault else _("Said.")}
    return _answer(request, seat, more, 422 if fault else 200)


def taken_back(request: Request, seat: Seat, comment: Any) -> HttpResponse:
    """Take a comment back and answer the discussion."""
    talk.take_back(comment=comment, by=seat.who, at=clock.now())
    if not request.htmx:
        return redirect(f"{seat.url}#idea-talk")
    return _answer(request, seat, {"talk_note": _("Taken back.")}, 200)


def _answer(request: Request, seat: Seat, more: dict[str, Any], status: int) -> HttpResponse:
    context = seat.shown() | more
    if request.htmx:
        return render(request, "ideas/_talk.html", context, status=status)
    base = "ui/outside.html" if seat.token else "ui/base.html"
    return render(request, "ideas/talk.html", context | {"base": base, "back": seat.url}, status=status)
