"""How does everybody keep their own way in?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.accounts.operations import sessions
from grappe.apps.accounts.permissions import keeps_own_factors, must_set_up_factor
from grappe.apps.accounts.queries import audit, directory
from grappe.apps.accounts.queries.sessions import seats
from grappe.apps.accounts.views.found import where
from grappe.ui import clock
from grappe.ui.requests import Request


@require_safe
def security(request: Request) -> HttpResponse:
    """Show one's own factors, sessions and sign-ins."""
    user, found = request.user, directory.factors(request.user)
    by_kind = {
        kind: [one for one in found if one.kind == kind] for kind in ("totp", "webauthn", "recovery_codes")
    }
    context = {
        "totp": next(iter(by_kind["totp"]), None),
        "passkeys": by_kind["webauthn"],
        "codes": next(iter(by_kind["recovery_codes"]), None),
        "may_change": keeps_own_factors(user),
        "needed": must_set_up_factor(user, str(request.session.get("door", {}).get("method", ""))),
        "seats": seats(user, for_user=user, at=clock.now(), key=request.session.session_key),
        "lines": audit.own_entries(for_user=user),
    }
    return render(request, "accounts/security.html", context)


@require_POST
def own_end(request: Request) -> HttpResponse:
    """End one of one's own sessions elsewhere, or all others."""
    mark = request.POST.get("mark", "")
    how: dict[str, Any] = {
        "user": request.user, "by": request.user, "at": clock.now(), "where": where(request),
    }  # fmt: skip
    if mark:
        sessions.end(mark=mark, **how)
    else:
        sessions.end_all(but=request.session.session_key, **how)
    messages.success(request, _("Ended."))
    return redirect("accounts:security")
