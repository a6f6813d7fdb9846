"""In which states are people's own calendars, what happened with them, and what may keep us from them?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Trouble(models.TextChoices):
    ADDRESS = "address", _("This is no address of a calendar server on the internet (https://…).")
    NOT_REACHED = "unreached", _("The server does not answer. It is tried again.")
    TOO_SLOW = "slow", _("The server answers too slowly. It is tried again.")
    TOO_LARGE = "large", _("The server answers with more than can be read at once.")
    PASSWORD = "password", _("The server does not accept the user name and the password.")
    ACCESS = "access", _("The provider gives no access to it any more: sign in there again.")
    PROVIDER = "provider", _("The provider at which you signed in does not answer. It is tried again.")
    SETUP = (
        "setup",
        _("The provider at which you signed in is not set up rightly here any more: tell who runs Grappe."),
    )
    FORBIDDEN = "forbidden", _("The server does not allow this.")
    NO_CALENDARS = "none", _("There are no calendars at this address.")
    ELSEWHERE = (
        "elsewhere",
        _("The server leads to another one, to which the password is not sent. Give that address instead."),
    )
    SERVER = "server", _("The server answers something that is not understood.")


class AccountState(models.TextChoices):
    CHOOSING = "choosing", _("A calendar is to be chosen")
    ACTIVE = "active", _("Kept in step")
    PAUSED = "paused", pgettext_lazy("calendar", "Paused")
    REFUSED = "refused", _("The password is wanted again")
    REMOVING = "removing", _("Being removed")


class EntryState(models.TextChoices):
    AGREED = "agreed", _("Both say the same")
    CONFLICT = "conflict", _("Somebody has to choose")
    GONE = "gone", _("Taken away there")
    LEFT = "left", _("Left as it is")


class Why(models.TextChoices):
    """Why somebody has to choose."""

    BOTH = "both", _("It was changed here and in your calendar.")
    HERE = "here", _("It was changed in your calendar; this is changed in Grappe only.")
    UNFIT = "unfit", _("In your calendar it repeats or lasts all day.")
    REFUSED = "refused", _("The change in your calendar cannot be made here.")
    OVER = "over", _("It is no more in Grappe, but was changed in your calendar.")


class Field(models.TextChoices):
    """What moves between both calendars."""

    WHEN = "when", _("When")
    SUBJECT = "subject", _("Subject")
    PLACE = "place", _("Place")
    LINK = "link", _("Link")
    PEOPLE = "people", _("Participants")


class Choice(models.TextChoices):
    """What somebody chooses."""

    OURS = "ours", _("As in Grappe")
    THEIRS = "theirs", _("As in your calendar")
    LEAVE = "leave", _("Leave it different")
    CANCEL = "cancel", _("Cancel the contact")


class HappeningKind(models.TextChoices):
    CONNECTED = "connected", _("Connected")
    CREATED = "created", _("Put into your calendar")
    WRITTEN = "written", _("Changed in your calendar")
    TAKEN = "taken", _("Changed in Grappe, as in your calendar")
    REMOVED = "removed", _("Taken out of your calendar")
    CONFLICT = "conflict", _("Somebody has to choose")
    GONE = "gone", _("Taken away in your calendar")
    SETTLED = "settled", _("You chose")
    FAILED = "failed", _("The server could not be reached")
    TAKEN_OVER = "taken_over", _("Taken over as a contact")


# --- Booking ---


class BookingState(models.TextChoices):
    BOOKED = "booked", pgettext_lazy("booking", "Booked")
    CANCELLED = "cancelled", _("Called off")


class BookingLetterKind(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmation")
    MOVED = "moved", pgettext_lazy("booking", "Moved")
    CANCELLED = "cancelled", _("Called off")
    REMINDER = "reminder", _("Reminder")


class Country(models.TextChoices):
    """Whose public holidays are kept?"""

    LUXEMBOURG = "LU", _("Luxembourg")
    GERMANY = "DE", _("Germany")
    FRANCE = "FR", _("France")
    BELGIUM = "BE", _("Belgium")
    NONE = "", _("no public holidays")
