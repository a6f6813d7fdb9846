"""In which states are mailboxes and mails, what is taken in, why does a mail stand with a company, what may go wrong?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Trouble(models.TextChoices):
    ADDRESS = "address", _("This is no mail server on the internet.")
    NOT_REACHED = "unreached", _("The server does not answer at this name and port. It is tried again.")
    TOO_SLOW = "slow", _("The server answers too slowly. It is tried again.")
    CERTIFICATE = (
        "certificate",
        _("The server’s certificate is not valid for this name: nothing was sent to it, no password either."),
    )
    NO_TLS = "no_tls", _("The server offers no encrypted connection here. Try the other kind of security.")
    PASSWORD = "password", _("The server does not accept the user name and the password.")
    ACCESS = "access", _("The provider gives no access to it any more: sign in there again.")
    NO_ACCESS = "no_access", _("The server takes no sign-in by the provider, only passwords.")
    PROVIDER = "provider", _("The provider at which you signed in does not answer. It is tried again.")
    SETUP = (
        "setup",
        _("The provider at which you signed in is not set up rightly here any more: tell who runs Grappe."),
    )
    FOLDER = "folder", _("A folder that was chosen is no longer there.")
    SERVER = "server", _("The server answers something that is not understood.")


class Security(models.TextChoices):
    TLS = "tls", _("TLS (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")
    NONE = "none", _("None (only servers of one’s own network)")


class MailboxState(models.TextChoices):
    CHOOSING = "choosing", _("A folder is to be chosen")
    ACTIVE = "active", pgettext_lazy("mailbox", "Fetched")
    PAUSED = "paused", pgettext_lazy("mailbox", "Paused")
    REFUSED = "refused", _("The password is wanted again")
    REMOVED = "removed", pgettext_lazy("mailbox", "Removed")


class Takes(models.TextChoices):
    """What is taken in of a mailbox; all else is looked at by its head alone, and not kept."""

    PEOPLE = "people", _("Only mails with people who are on file, and answers to these")
    DOMAINS = "domains", _("These, and mails from the address domains of companies on file")
    ALL = "all", _("All mails of the folders: what fits no company waits in the inbox")


class MessageState(models.TextChoices):
    WAITS = "waits", pgettext_lazy("mail", "Waits")
    FILED = "filed", pgettext_lazy("mail", "With a company")
    ASIDE = "aside", pgettext_lazy("mail", "Put aside")


class Why(models.TextChoices):
    """Why a mail stands with a company."""

    ADDRESS = "address", _("by the address of somebody of the company")
    INNER = "inner", _("by the address of who wrote what was forwarded")
    THREAD = "thread", _("as an answer to a mail that stands there")
    CHOSEN = "chosen", _("chosen by hand")


class Hint(models.TextChoices):
    """Why a company is proposed for a mail."""

    THREAD = "thread", _("a mail of the same conversation stands there")
    DOMAIN = "domain", _("the same address domain")
    LEFT = "left", _("somebody who has left has this address")
    PERSON = "person", _("somebody there has this name")
    NAME = "name", _("its name is like that of the address domain")


class Role(models.TextChoices):
    FROM = "from", pgettext_lazy("mail", "From")
    TO = "to", pgettext_lazy("mail", "To")
    CC = "cc", pgettext_lazy("mail", "Copy to")
    BCC = "bcc", pgettext_lazy("mail", "Blind copy to")
    INNER = "inner", pgettext_lazy("mail", "Forwarded from")


class Note(models.TextChoices):
    """What is said of a mail that could not be taken in whole."""

    TOO_LARGE = (
        "large",
        _("This mail is very large: only its beginning was fetched. The rest is in the mailbox."),
    )
    TEXT_CUT = "cut", _("The text is very long: only its beginning stands here.")
    PARTS_LEFT = "parts", _("Attachments that are too large or too many were left in the mailbox.")
    BROKEN = "broken", _("This mail is not written as mails are. It is attached as it came.")


class Words(models.TextChoices):
    """What an ignore rule compares."""

    ADDRESS = "address", pgettext_lazy("mail", "Sender")
    DOMAIN = "domain", pgettext_lazy("mail", "Address domain")
