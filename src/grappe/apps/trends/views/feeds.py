"""How are sources outside listed, added, paused and removed, and how does their news become evidence?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.trends import permissions
from grappe.apps.trends.forms.feeds import FeedForm
from grappe.apps.trends.operations import feeds as operations
from grappe.apps.trends.operations.sheets import add_evidence
from grappe.apps.trends.queries import feeds as queries
from grappe.apps.trends.queries.sheets import sheets_to_write
from grappe.apps.trends.views.found import entry_or_404, feed_or_404, sheet_to_edit
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
def feed_list(request: Request) -> HttpResponse:
    """List the sources and their latest news."""
    return _answer(request, FeedForm())


def _answer(request: Request, form: FeedForm, status: int = 200) -> HttpResponse:
    permissions.check_can_view_trends(request.user)
    words = request.GET.get("words", "").replace("\x00", "")[:100]
    number = request.GET.get("feed", "")
    feed = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    found = queries.entries(for_user=request.user, feed=feed, words=words)
    context: dict[str, Any] = {
        "feeds": queries.feeds(for_user=request.user),
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "words": words,
        "chosen": feed,
        "form": form,
        "may_keep": permissions.can_keep_feeds(request.user),
        "sheets": sheets_to_write(for_user=request.user),
    }
    return render(request, "trends/feeds.html", context, status=status)


@require_POST
def feed_add(request: Request) -> HttpResponse:
    """Add a source that can be read now."""
    permissions.check_can_keep_feeds(request.user)
    form = FeedForm(request.POST)
    if form.is_valid():
        try:
            feed = operations.add_feed(**form.facts(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("url", str(fault))
        else:
            messages.success(request, _("“%(name)s” is read every hour from now on.") % {"name": feed.title})
            return redirect("trends:feeds")
    return _answer(request, form, 422)


@require_POST
def feed_pause(request: Request, pk: int) -> HttpResponse:
    """Read a source no more, or again."""
    paused = request.POST.get("paused") == "yes"
    operations.pause_feed(feed=feed_or_404(request, pk), paused=paused, by=request.user, at=clock.now())
    messages.success(request, _("It is not read for now.") if paused else _("It is read again."))
    return redirect("trends:feeds")


@require_POST
def feed_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a source with its news."""
    operations.remove_feed(feed=feed_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The source is removed."))
    return redirect("trends:feeds")


@require_POST
def entry_use(request: Request, pk: int) -> HttpResponse:
    """Put an entry of a source on a trend sheet."""
    permissions.check_can_add_sheet(request.user)
    entry = entry_or_404(request, pk)
    number = request.POST.get("sheet", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadInput(_("Choose a trend sheet."))
    sheet = sheet_to_edit(request, int(number))
    add_evidence(
        sheet=sheet,
        entry=entry,
        words=entry.title,
        language=entry.feed.language,
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("Noted on the trend sheet “%(title)s”.") % {"title": sheet})
    return redirect("trends:sheet", pk=sheet.pk)
