"""How does somebody get the dossier of a flagship project as PDF, in their language?"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from grappe.apps.ideas.queries.dossier import dossier_pdf
from grappe.apps.ideas.views.flagship_found import flagship_or_404
from grappe.ui import clock
from grappe.ui.files import attachment
from grappe.ui.requests import Request

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@require_safe
def dossier(request: Request, pk: int) -> HttpResponse:
    """Answer the dossier as PDF/UA-1, in the language that is asked for, else that of the page."""
    flagship = flagship_or_404(request, pk)
    asked = request.GET.get("language", "") or get_language() or "en"
    language = asked if asked in LANGUAGES else "en"
    content = dossier_pdf(flagship, language=language, today=clock.today(), for_user=request.user)
    return attachment(content, f"{flagship.slug}-{language}.pdf", "application/pdf")
