"""What do we write to whose calendar is no longer in step?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import AccountState

if TYPE_CHECKING:
    from grappe.apps.calendars.models import Account


def out_of_step(account: Account) -> None:
    """Write to somebody, in their language and once the transaction stands, that nothing is exchanged and why."""
    user = account.user
    with translation.override(user.language):
        stopped = account.state == AccountState.REFUSED
        goes_on = (
            (
                _("Nothing is exchanged until you sign in at the provider again, here: %(url)s")
                if account.provider
                else _("Nothing is exchanged until you give the password again, here: %(url)s")
            )
            if stopped
            else _("We go on trying, every six hours at least. You see how it stands here: %(url)s")
        )
        paragraphs = [
            _("Hello %(name)s,") % {"name": user.name},
            _("Your contacts in Grappe and your own calendar (%(server)s) are no longer in step.")
            % {"server": account.url},
            str(account.get_trouble_display()),
            goes_on % {"url": settings.SITE_URL + reverse("calendars:own")},
            "-- \nGrappe",
        ]
        message = EmailMessage(
            subject=_("Your calendar is not in step"), body="\n\n".join(paragraphs) + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL, to=[user.email], headers={"Content-Language": user.language},
        )  # fmt: skip
    transaction.on_commit(lambda: message.send(fail_silently=False), robust=True)
