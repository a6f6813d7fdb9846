"""What is a request to a view that needs a sign-in? For annotations: LoginRequiredMiddleware sees to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from grappe.apps.accounts.models import User

    class Request(HttpRequest):
        """A request of somebody signed in, with what HTMX says of it."""

        user: User
        htmx: HtmxDetails

else:
    Request = HttpRequest
