"""How does somebody see and fetch what is known of themselves: a colleague signed in, anybody else by a signed link?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.privacy.enums import Handed
from grappe.apps.privacy.operations import cases as operations
from grappe.apps.privacy.operations import consents
from grappe.apps.privacy.operations import looks as look_operations
from grappe.apps.privacy.permissions import check_can_see_own_data
from grappe.apps.privacy.queries import access, links, looks, subjects
from grappe.apps.privacy.queries.consents import own_consents, own_mailings
from grappe.apps.privacy.views.cases import as_file, look_answer
from grappe.ui import clock
from grappe.ui.requests import Request


def linked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call `view(request, case, token)` in the person's language; forged is 404, over or withdrawn is 410."""

    @login_not_required
    @wraps(view)
    def opened(request: Request, token: str) -> HttpResponse:
        try:
            case = links.case_by_token(token, at=clock.now())
        except links.LinkExpired:
            answer = render(request, "privacy/own_closed.html", {"why": "expired"}, status=410)
        except ObjectDoesNotExist:
            answer = render(request, "privacy/own_closed.html", {"why": "forged"}, status=404)
        else:
            if not request.user.is_authenticated and "django_language" not in request.COOKIES:
                translation.activate(case.language)
            answer = view(request, case, token)
        add_never_cache_headers(answer)
        return answer

    return opened


@require_safe
@linked
def own(request: Request, case: Any, token: str) -> HttpResponse:
    """Show somebody what is known of them."""
    now = clock.now()
    look = looks.look_of_case(case, at=now)
    context = {
        "case": case, "token": token, "consents": own_consents(case), "mailings": own_mailings(case), "look": look,
        "known": access.known_of(subjects.subject_of(case), look=look, for_user=None), "busy": looks.is_busy(look, at=now),
    }  # fmt: skip
    return render(request, "privacy/own.html", context)


@require_POST
@linked
def own_fetch(request: Request, case: Any, token: str) -> HttpResponse:
    """Hand somebody what is known of them as a file."""
    now = clock.now()
    operations.hand_over(case=case, how=Handed.OWN, by=None, at=now)
    look = looks.look_of_case(case, at=now)
    known = access.known_of(subjects.subject_of(case), look=look, for_user=None)
    return as_file(access.document(known, at=now, language=case.language), str(request.POST.get("how", "")))


@require_POST
@linked
def own_look(request: Request, case: Any, token: str) -> HttpResponse:
    """Let somebody have all texts looked through for themselves."""
    look_operations.look_for_case(case=case, by=None, at=clock.now())
    return redirect("privacy:own", token=token)


@require_safe
@linked
def own_look_progress(request: Request, case: Any, token: str) -> HttpResponse:
    """Say how far it is."""
    address = reverse("privacy:own_look_progress", args=[token])
    return look_answer(request, looks.look_of_case(case, at=clock.now()), address)


@require_POST
@linked
def own_withdraw(request: Request, case: Any, token: str) -> HttpResponse:
    """Let somebody take back what they allowed, or stop mailings."""
    consent, purpose = str(request.POST.get("consent", "")), str(request.POST.get("mailing", ""))
    try:
        if consent.isdecimal() and len(consent) < 19:
            consents.withdraw_own(case=case, consent_id=int(consent), at=clock.now())
        elif purpose in {each.purpose for each in own_mailings(case)}:
            consents.stop_mailing(case=case, purpose=purpose, at=clock.now())
        elif consent or purpose:
            return HttpResponse(status=404)
        else:
            return redirect("privacy:own", token=token)
    except ObjectDoesNotExist:
        return HttpResponse(status=404)
    messages.success(request, _("Withdrawn. What was done until now stays lawful."))
    return redirect("privacy:own", token=token)


@require_safe
def mine(request: Request) -> HttpResponse:
    """Show a colleague what is known of themselves."""
    check_can_see_own_data(request.user)
    now = clock.now()
    look = looks.look_of_user(request.user, at=now)
    known = access.known_of(subjects.subject_of_user(request.user), look=look, for_user=None)
    context = {"known": known, "look": look, "busy": looks.is_busy(look, at=now)}
    return render(request, "privacy/mine.html", context)


@require_POST
def mine_look(request: Request) -> HttpResponse:
    """Have all texts looked through for a colleague themselves."""
    look_operations.look_for_oneself(by=request.user, at=clock.now())
    return redirect("privacy:mine")


@require_safe
def mine_look_progress(request: Request) -> HttpResponse:
    """Say how far it is."""
    check_can_see_own_data(request.user)
    return look_answer(
        request, looks.look_of_user(request.user, at=clock.now()), reverse("privacy:mine_look_progress")
    )


@require_POST
def mine_fetch(request: Request) -> HttpResponse:
    """Hand a colleague what is known of themselves as a file."""
    now = clock.now()
    operations.hand_over_own(by=request.user, at=now)
    look = looks.look_of_user(request.user, at=now)
    known = access.known_of(subjects.subject_of_user(request.user), look=look, for_user=None)
    language = (get_language() or "en")[:2]
    return as_file(access.document(known, at=now, language=language), str(request.POST.get("how", "")))
