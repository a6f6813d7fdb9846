"""How does somebody review an idea: on our page, or on their own behind a signed link?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.gates import DeclineForm, InterestForm, ReviewForm
from grappe.apps.ideas.operations import reviews as operations
from grappe.apps.ideas.queries import assessments, own_reviews
from grappe.apps.ideas.queries.judging import criteria_of
from grappe.apps.ideas.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """Show a colleague what they are asked to review, and take what they say."""
    return _page(request, request.user, pk, reverse("ideas:review", args=[pk]), {})


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_review(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """The same for a reviewer on their own page."""
    address = reverse("ideas:own_review", args=[token, pk])
    return _page(request, contributor, pk, address, {"contributor": contributor, "token": token})


def _page(request: Request, who: Any, pk: int, address: str, more: dict[str, Any]) -> HttpResponse:
    try:
        reviewer = own_reviews.reviewer_for(pk, who=who)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    what = request.POST.get("what", "")
    forms = _forms(request, reviewer, what)
    fault, stale = "", False
    if request.method == "POST":
        try:
            said, version = _done(what, reviewer, who, forms)
        except Stale as refused:
            fault, stale = str(refused), True
            forms["form"] = _over(request, forms["form"], refused.current)
        except BadInput as refused:
            fault = str(refused)
        else:
            if said and what == "save" and request.htmx:
                return render(request, "ideas/gates/_saved.html", {"version": version, "fault": ""})
            if said:
                messages.success(request, said)
                return redirect(address)
    bad = bool(fault) or any(form.errors for form in forms.values())
    if what == "save" and request.htmx:
        return render(request, "ideas/gates/_saved.html", {"version": None, "fault": fault})
    shown = _shown(reviewer, who, address)
    unsent = None if shown["may_review"] or shown["given"] or reviewer.conflict else forms["form"].written()
    context = shown | forms | more | {"fault": fault, "stale": stale, "unsent": unsent}
    template = "ideas/gates/own_review.html" if more else "ideas/gates/review.html"
    return render(request, template, context, status=(409 if stale else 422) if bad else 200)


def _forms(request: Request, reviewer: Any, what: str) -> dict[str, Any]:
    """Return the forms of the page; the one that was sent keeps what was typed."""
    criteria = criteria_of(reviewer.assessment.criteria)
    posted = request.POST if request.method == "POST" else None
    draft = getattr(reviewer, "review", None)
    return {
        "form": ReviewForm(
            posted if what in ("save", "give") else None, criteria=criteria, initial=ReviewForm.of(draft)
        ),
        "interest": InterestForm(posted if what in ("conflict", "clear") else None),
        "decline": DeclineForm(posted if what == "decline" else None),
    }


def _done(what: str, reviewer: Any, who: Any, forms: dict[str, Any]) -> tuple[str, int]:
    """Do what was asked; return what to say, nothing where a form has to be looked at, and a review's version.

    Raises BadInput.
    """
    said: dict[str, Any] = {"reviewer": reviewer, "by": who, "at": clock.now()}
    if what == "clear":
        operations.declare(conflict="", **said)
        return _("Thank you. You can review the idea now."), 0
    if what == "conflict":
        words = forms["interest"].cleaned_data["conflict"] if forms["interest"].is_valid() else ""
        if not words.strip():
            raise BadInput(_("Say in a few words what your conflict of interest is."))
        operations.declare(conflict=words, **said)
        return _("Thank you for telling us. Somebody else is asked."), 0
    if what == "decline":
        if not forms["decline"].is_valid():
            return "", 0
        operations.decline(why=forms["decline"].cleaned_data["why"], **said)
        return _("You have declined this review. Thank you for telling us."), 0
    form = forms["form"]
    if what not in ("save", "give"):
        raise BadInput(_("This request cannot be read."))
    if not form.is_valid():
        return "", 0
    act = operations.give if what == "give" else operations.save
    kept = act(said=form.said(), version=form.cleaned_data["version"], **said)
    words = _("Your review is given. Thank you.") if what == "give" else _("Saved. Nobody else sees it yet.")
    return words, kept.version


def _over(request: Request, form: ReviewForm, current: Any) -> ReviewForm:
    """Return the form with what was typed, which would now be saved over what was saved elsewhere."""
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    return ReviewForm(typed, criteria=form.criteria)


def _shown(reviewer: Any, who: Any, address: str) -> dict[str, Any]:
    found = getattr(reviewer, "review", None)
    assessment = reviewer.assessment
    given = found is not None and found.given_at is not None
    return {
        "reviewer": reviewer,
        "assessment": assessment,
        "idea": assessment.idea,
        "address": address,
        "criteria": criteria_of(assessment.criteria),
        "review": found,
        "given": given,
        "figures": assessments.figures_for(assessment, who=who) if given else None,
        "may_review": permissions.can_review(who, reviewer),
        "answers": own_reviews.canvas_of(assessment.idea),
        "today": clock.today(),
    }
