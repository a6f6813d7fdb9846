"""How does somebody get a secret address for their calendar, another one, none any more?"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.calendars.models import Feed
from grappe.apps.calendars.permissions import check_can_have_calendar

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def renew_feed(*, by: User, at: datetime) -> Feed:
    """Give somebody's own calendar a new secret address; the old one, if there was one, stops at once."""
    check_can_have_calendar(by)
    salt = {"salt": secrets.token_urlsafe(16), "made_at": at}
    feed, _made = Feed.objects.update_or_create(user=by, defaults=salt)
    return feed


@transaction.atomic
def stop_feed(*, by: User, at: datetime) -> None:
    """Take away somebody's own calendar: its address opens nothing any more."""
    check_can_have_calendar(by)
    Feed.objects.filter(user=by).delete()
