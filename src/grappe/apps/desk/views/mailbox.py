"""Which e-mails did the demonstration send? Pages that exist in the demonstration only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.companies.queries import words_of_hidden
from grappe.apps.desk.queries import mailbox as queries
from grappe.apps.events.queries import samples
from grappe.ui import clock
from grappe.ui.requests import Request

PER_PAGE = 25


def demonstration_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 unless the demonstration runs: elsewhere e-mail is nobody's business."""

    @wraps(view)
    def guarded(request: Request, **arguments: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **arguments)

    return guarded


@require_safe
@demonstration_only
def mailbox(request: Request) -> HttpResponse:
    """List the e-mails, the newest first; above them the personal links of two participants of the demonstration."""
    found = queries.mails(_folder(), site_url=settings.SITE_URL, reader=_reader(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    people = samples.own_pages(for_user=request.user, at=clock.now())
    return render(request, "desk/mailbox.html", {"page": page, "people": people})


@require_safe
@demonstration_only
def mail(request: Request, file: str, number: int) -> HttpResponse:
    """Show one e-mail as text."""
    return render(request, "desk/mail.html", {"mail": _mail(request, file, number)})


@require_safe
@demonstration_only
def attachment(request: Request, file: str, number: int, place: int) -> HttpResponse:
    """Hand out a file of an e-mail, always as a download."""
    for found in _mail(request, file, number).attachments:
        if found.number == place:
            answer = HttpResponse(found.content, content_type=found.content_type)
            answer["Content-Disposition"] = content_disposition_header(True, found.name)
            return answer
    raise Http404


def _mail(request: Request, file: str, number: int) -> queries.Mail:
    found = queries.mail(_folder(), file=file, number=number, site_url=settings.SITE_URL)
    if found is None:
        raise Http404
    if not _reader(request).may_read(found):
        raise PermissionDenied(_("This letter is about a company that is shown to fewer people."))
    return found


def _reader(request: Request) -> queries.Reader:
    """Everybody reads everything here, but what tells of a company that they do not see."""
    return queries.Reader(request.user.email, words_of_hidden(for_user=request.user))


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)
