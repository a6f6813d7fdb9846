"""What is there to do today?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from grappe.apps.desk.queries import my_day as queries
from grappe.ui import clock
from grappe.ui.requests import Request

REMEMBERED = "desk.quiet_months"


@require_safe
def my_day(request: Request) -> HttpResponse:
    """Show the day's work; the number of months chosen for quiet companies stays for the session."""
    months = _months(request)
    day = queries.my_day(
        for_user=request.user,
        today=clock.today(),
        at=clock.now(),
        months=months,
        language=get_language() or "en",
    )
    return render(
        request,
        "desk/my_day.html",
        {"day": day, "choices": queries.MONTHS, "now": clock.now(), "today": clock.today()},
    )


def _months(request: Request) -> int:
    known = {str(months): months for months in queries.MONTHS}
    asked = known.get(request.GET.get("months", ""))
    if asked is not None and asked != request.session.get(REMEMBERED):
        request.session[REMEMBERED] = asked
    remembered = request.session.get(REMEMBERED)
    return asked or (remembered if remembered in queries.MONTHS else queries.USUAL_MONTHS)
