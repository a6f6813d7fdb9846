"""How does a topic become a trend sheet?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.apps.clusters import queries as clusters
from grappe.apps.trends import permissions
from grappe.apps.trends.operations import from_topics
from grappe.apps.trends.views.found import sheet_to_edit, topic_or_404
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import number_sent
from grappe.ui.requests import Request


@require_POST
def sheet_begin(request: Request, pk: int) -> HttpResponse:
    """Begin a trend sheet with the chosen sentences, or put them on one that there is."""
    permissions.check_can_add_sheet(request.user)
    topic = topic_or_404(request, pk)
    chosen = [
        int(each)
        for each in request.POST.getlist("sentence")
        if each.isascii() and each.isdecimal() and len(each) < 19
    ]
    if request.POST.get("put") == "yes":
        number = number_sent(request, "sheet")
        if number is None:
            raise BadInput(_("Choose a trend sheet."))
        sheet = sheet_to_edit(request, number)
        from_topics.put_on_sheet(topic=topic, chosen=chosen, sheet=sheet, by=request.user, at=clock.now())
        messages.success(request, _("Noted on the trend sheet “%(title)s”.") % {"title": sheet})
        return redirect("trends:sheet", pk=sheet.pk)
    theme = clusters.themes().filter(slug=request.POST.get("theme", "").replace("\x00", "")).first()
    sheet = from_topics.begin_sheet(topic=topic, chosen=chosen, theme=theme, by=request.user, at=clock.now())
    messages.success(
        request, _("The sheet is a draft with the sentences you chose: write what follows, then publish it.")
    )
    return redirect("trends:sheet", pk=sheet.pk)
