"""What do we write to who keeps a mailbox from which nothing can be fetched any more?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.mail.enums import MailboxState

if TYPE_CHECKING:
    from grappe.apps.mail.models import Mailbox


def not_fetched(mailbox: Mailbox) -> None:
    """Write to whose mailbox it is, in their language and once the transaction stands, that nothing comes and why."""
    user = mailbox.user or mailbox.connected_by
    if user is None or not user.is_active:
        return
    with translation.override(user.language):
        stopped = mailbox.state == MailboxState.REFUSED
        url = settings.SITE_URL + reverse("mail:boxes")
        goes_on = (
            (
                _("Nothing is fetched until you sign in at the provider again, here: %(url)s")
                if mailbox.provider
                else _("Nothing is fetched until you give the password again, here: %(url)s")
            )
            % {"url": url}
            if stopped
            else _("We go on trying, every six hours at least. You see how it stands here: %(url)s")
            % {"url": url}
        )
        paragraphs = [
            _("Hello %(name)s,") % {"name": user.name},
            _("No mails are fetched from the mailbox “%(mailbox)s” (%(server)s) any more.")
            % {"mailbox": mailbox.name, "server": mailbox.host},
            str(mailbox.get_trouble_display()),
            goes_on,
            "-- \nGrappe",
        ]
        message = EmailMessage(
            subject=_("Your mailbox is not read"), body="\n\n".join(paragraphs) + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL, to=[user.email], headers={"Content-Language": user.language},
        )  # fmt: skip
    transaction.on_commit(lambda: message.send(fail_silently=False), robust=True)
