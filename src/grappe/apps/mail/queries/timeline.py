"""Which mails stand in a company's timeline, for whoever may read them there?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.mail.enums import Role
from grappe.apps.mail.models import Filing
from grappe.apps.mail.queries.policy import readable_filings
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

EXCERPT = 280


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Filing.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return the mails with a company, the latest first: who wrote to whom about what. Three queries, however many there are."""
    check_can_view_companies(for_user)
    found = Filing.objects.filter(readable_filings(for_user), company_id=company_id).select_related("message")
    if before is not None:
        found = found.filter(sent_at__lt=before)
    found = found.defer("message__text").annotate(excerpt=Substr("message__text", 1, EXCERPT))
    rows = found.prefetch_related("message__parties", "message__attachments").order_by("-sent_at", "-pk")
    return [_entry(each) for each in rows[:limit]]


def _entry(filing: Filing) -> Entry:
    message = filing.message
    files = len(message.attachments.all())
    badges = [ngettext("%(n)d attachment", "%(n)d attachments", files) % {"n": files}] if files else []
    if message.confidential:
        badges.append(str(message.get_audience_display()))
    text = "" if message.confidential else " ".join(filing.excerpt.split())  # type: ignore[attr-defined]  # annotated
    return Entry(
        at=filing.sent_at, key=f"mail-{filing.pk}", icon="mail", label=_("Mail"), title=message.subject or _("Without a subject"),
        text=text, url=reverse("mail:message", args=[message.pk]), by=who_wrote(message), badges=tuple(badges),
    )  # fmt: skip


def who_wrote(message: object) -> str:
    """Return who wrote a mail; of one that was passed on, who wrote that."""
    parties = list(message.parties.all())  # type: ignore[attr-defined]  # a Message
    for role in (Role.INNER, Role.FROM):
        for each in parties:
            if each.role == role and (role == Role.FROM or each.user_id is None):
                return str(each)
    return ""
