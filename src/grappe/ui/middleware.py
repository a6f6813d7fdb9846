"""What happens to every request: the reader's language, a clear answer to bad input, pages that caches may share."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from grappe.ui.errors import BadInput, Moved

Answer = Callable[[HttpRequest], HttpResponse]


class UserLanguageMiddleware:
    """Show pages in the signed-in user's language unless this browser chose another by the switch."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SharedPageMiddleware:
    """Take from a page that is the same for everybody what would keep caches from sharing it: cookies, and Vary.

    Outermost of those that look at cookies, so that it has the last word. Which pages these are says `answers.shared`.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if getattr(answer, "is_shared", False):
            answer.cookies.clear()
            del answer["Vary"]
        return answer


class BadInputMiddleware:
    """Turn `BadInput` raised by a form, query or operation into a page (or HTMX message) that says it.

    `Moved` leads to the page where the thing stands now, which says so.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Moved):
            return _moved(request, exception)
        if not isinstance(exception, BadInput):
            return None
        if getattr(request, "htmx", False):
            answer = render(
                request, "ui/toast.html", {"message": str(exception), "kind": "danger"}, status=422
            )
            answer["HX-Retarget"] = "#toasts"
            answer["HX-Reswap"] = "beforeend"
            return answer
        return render(request, "ui/error.html", {"code": 400, "message": str(exception)}, status=400)


def _moved(request: HttpRequest, moved: Moved) -> HttpResponse:
    messages.info(request, str(moved))
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": moved.address})
    return redirect(moved.address)
