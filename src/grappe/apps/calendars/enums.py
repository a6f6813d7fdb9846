"""What may keep us from somebody's calendars?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    ADDRESS = "address", _("This is no address of a calendar server on the internet (https://…).")
    NOT_REACHED = "unreached", _("The server does not answer. It is tried again.")
    TOO_SLOW = "slow", _("The server answers too slowly. It is tried again.")
    TOO_LARGE = "large", _("The server answers with more than can be read at once.")
    PASSWORD = "password", _("The server does not accept the user name and the password.")
    FORBIDDEN = "forbidden", _("The server does not allow this.")
    NO_CALENDARS = "none", _("There are no calendars at this address.")
    ELSEWHERE = (
        "elsewhere",
        _("The server leads to another one, to which the password is not sent. Give that address instead."),
    )
    SERVER = "server", _("The server answers something that is not understood.")
