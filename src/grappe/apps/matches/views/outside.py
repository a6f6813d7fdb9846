"""How does somebody outside answer an introduction, by a signed link and without an account?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.matches import operations, queries
from grappe.apps.matches.enums import Actor
from grappe.apps.matches.forms import AnswerForm
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def outsider(request: Request, token: str) -> HttpResponse:
    """Show the introduction to whom it was sent; take the answer."""
    try:
        introduction = queries.introduction_by_token(token, at=clock.now())
    except queries.LinkExpired:
        return _closed(request, "expired", 410)
    except ObjectDoesNotExist:
        return _closed(request, "forged", 404)
    if not request.user.is_authenticated and "django_language" not in request.COOKIES:
        translation.activate(introduction.language)  # the letter's language, unless another was chosen here
    form = AnswerForm(request.POST or None, state=introduction.state, actor=Actor.OUTSIDER)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(
                introduction=introduction, to_state=form.cleaned_data["to_state"],
                note=form.cleaned_data["note"], by=None, at=clock.now(), seen_state=form.cleaned_data["seen"],
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Thank you, your answer is on file."))
            return redirect("matches:outsider", token=token)
    context = {
        "introduction": introduction,
        "company": introduction.match.need.company,
        "form": form,
        "token": token,
    }
    answer = render(request, "matches/outsider.html", context, status=422 if form.errors else 200)
    add_never_cache_headers(answer)
    return answer


def _closed(request: Request, why: str, status: int) -> HttpResponse:
    answer = render(request, "matches/outsider_closed.html", {"why": why}, status=status)
    add_never_cache_headers(answer)
    return answer
