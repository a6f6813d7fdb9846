"""How does a company get its link to answer alone, and how does it lose it?"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.diagnostics.models import Run
from grappe.apps.diagnostics.permissions import check_can_answer_run
from grappe.apps.diagnostics.queries.links import VALID_FOR, link_token
from grappe.apps.diagnostics.queries.questionnaires import questionnaire_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person


@transaction.atomic
def open_link(*, run: Run, by: User, at: datetime) -> Run:
    """Give a run a link for the company; an earlier link that still stands is kept."""
    check_can_answer_run(by, run)
    if run.finished_at is not None:
        raise BadInput(_("This diagnostic is finished."))
    if not run.link_salt:
        run.link_salt = secrets.token_urlsafe(20)
        run.save(update_fields=["link_salt"])
    return run


@transaction.atomic
def withdraw_link(*, run: Run, by: User, at: datetime) -> Run:
    """Take a run's link away: whoever has it can no longer see or answer anything."""
    check_can_answer_run(by, run)
    run.link_salt = ""
    run.save(update_fields=["link_salt"])
    return run


@transaction.atomic
def send_link(*, run: Run, person: Person, by: User, at: datetime) -> None:
    """Send the link to somebody at the company by e-mail, in that person's language, once this is written.

    Raises BadInput for somebody of another company or without an address.
    """
    open_link(run=run, by=by, at=at)
    if person.company_id != run.company_id or not person.email:
        raise BadInput(_("This person cannot be written to about this company."))
    with translation.override(person.language):
        title = questionnaire_of(run.version).title.in_language(person.language)
        url = settings.SITE_URL + reverse("diagnostics:outsider", kwargs={"token": link_token(run)})
        body = _letter(person, run, title, url, by)
        subject = _("%(title)s for %(company)s") % {"title": title, "company": run.company}
        # A line break in a company's name must not become a header of its own.
        message = EmailMessage(" ".join(subject.split()), body, to=[person.email], reply_to=[by.email])
    transaction.on_commit(message.send)


def _letter(person: Person, run: Run, title: str, url: str, by: User) -> str:
    lines = [
        _("Hello %(name)s,") % {"name": person.name},
        _("%(by)s invites you to answer “%(title)s” for %(company)s.")
        % {"by": by.name, "title": title, "company": run.company},
        url,
        _(
            "You need no account. What you answer is saved at once; you can stop and go on later, and leave "
            "blank what you do not know."
        ),
        _("The link is valid for %(days)d days. Do not pass it on.") % {"days": VALID_FOR.days},
        by.name,
    ]
    return "\n\n".join(lines) + "\n"
