"""Which words does the page at the door say by itself, also when no server can be asked?"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

# In braces: what the page puts in. Outcomes are those of operations/checkin.py.


def words() -> dict[str, str]:
    """Return every text that the script of the check-in shows, in the page's language.

    A text with a number stands twice: `NAME` for many, `NAME_one` for what the language says of one.
    """
    return (
        _outcomes()
        | _camera()
        | _counted()
        | {
            "online": _("Connected, everything is sent"),
            "sending": _("Connected, sending {n} …"),
            "offline": _("No connection: go on, this phone keeps everything"),
            "sign_in": _("You are signed out. Nothing is lost: sign in again and everything is sent."),
            "sign_in_link": _("Sign in again"),
            "refused": _("The server does not take it: {message} Nothing is lost."),
            "ready": _("This page also opens without a connection."),
            "not_ready": _("Without a connection this page does not open again here: do not close it."),
            "none_on_phone": _("No names on this phone."),
            "nobody_found": _("Nobody found. Check the spelling, or enter the person as a walk-in."),
            "check_in": _("Check in"),
            "undo": _("Undo"),
            "let_in": _("Let in anyway"),
            "is_in": _("In since {time}"),
            "is_in_by": _("In since {time} (by {who})"),
            "state_waiting": _("On the waiting list"),
            "state_unconfirmed": _("Address not confirmed"),
            "state_cancelled": pgettext("registration", "Cancelled"),
            "state_online": _("Registered online"),
            "forget_sure": _("Delete the list and everything else of this event from this phone?"),
            "forgotten": _("This phone has forgotten the event. Reload the page to begin again."),
            "over": _("The event is over: this phone has forgotten who was expected."),
            "no_store": _(
                "This browser keeps nothing, perhaps because its window is private: the check-in cannot work here."
            ),
            "walk_in_name": _("Please give a name."),
        }
    )


def _counted() -> dict[str, str]:
    found: dict[str, str] = {}
    for ending, n in (("", 2), ("_one", 1)):
        said = {
            "count": ngettext("{came} of {expected} came", "{came} of {expected} came", n),
            "waiting_to_send": ngettext("{n} waiting to be sent", "{n} waiting to be sent", n),
            "on_phone": ngettext(
                "{n} name on this phone, as of {time}", "{n} names on this phone, as of {time}", n
            ),
            "found": ngettext("{n} found", "{n} found", n),
            "more": ngettext(
                "{n} more: write a little more of the name.", "{n} more: write a little more of the name.", n
            ),
            "forget_unsent": ngettext(
                "{n} check-in is not sent yet and would be lost. Delete it as well?",
                "{n} check-ins are not sent yet and would be lost. Delete them as well?",
                n,
            ),
        }
        found |= {f"{name}{ending}": text for name, text in said.items()}
    return found


def _camera() -> dict[str, str]:
    return {
        "no_camera": _("The camera cannot be used: {why} Search by name instead."),
        "camera_denied": _("it is not allowed. Allow it in the browser's settings of this page."),
        "camera_missing": _("this device has none, or another program uses it."),
        "camera_on": _("Hold a badge in front of the camera."),
        "camera_start": _("Scan with the camera"),
        "camera_stop": _("Stop the camera"),
        "no_badge": _("This code is no badge of this house."),
    }


def _outcomes() -> dict[str, str]:
    return {
        "in": _("{name} is in."),
        "in_offline": _("{name} is in. It is sent when the connection is back."),
        "already": _("{name} is already in since {time}."),
        "already_by": _("{name} is already in since {time} (by {who})."),
        "undone": _("Undone: {name} is not in."),
        "not_in": _("{name} was not in."),
        "unknown": _("Nobody registered for this event has this badge."),
        "unknown_offline": _(
            "This badge is not on this phone's list. It is looked up when the connection is back."
        ),
        "elsewhere": _("This badge is for another event."),
        "waiting": _("{name} is on the waiting list."),
        "unconfirmed": _("{name} has not confirmed the e-mail address."),
        "cancelled": _("{name} has cancelled."),
        "early": _("The check-in is not open yet."),
        "closed": _("Nobody can be checked in for this event."),
        "invalid": _("This cannot be taken: {message}"),
    }
