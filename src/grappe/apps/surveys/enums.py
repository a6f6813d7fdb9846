"""Which fixed lists of values do surveys use?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WaveState(TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", pgettext_lazy("survey", "Open")
    CLOSED = "closed", pgettext_lazy("survey", "Closed")


class AnswerKind(TextChoices):
    """A company answers a question, or says why it does not; both are answers of their own."""

    VALUE = "value", _("Answered")
    UNKNOWN = "unknown", _("We do not know")
    REFUSED = "refused", _("We would rather not say")


class LeftOut(TextChoices):
    """Why a company that is meant gets no letter; the first that holds is told."""

    NOBODY = "nobody", _("Nobody is on file")
    NO_EMAIL = "no_email", _("No e-mail address is on file")
    OBJECTED = "objected", _("Objected to our mails")
    BOUNCED = "bounced", _("The address takes no mail")


class LetterKind(TextChoices):
    INVITATION = "invitation", _("Invitation")
    REMINDER = "reminder", _("Reminder")
    RECEIPT = "receipt", _("Receipt")


class Standing(TextChoices):
    """How far a company that is meant has come; the furthest that holds."""

    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Does not take part")
    BEGUN = "begun", _("Begun")
    OPENED = "opened", _("Opened")
    DELIVERED = "delivered", _("Letter delivered")
    WAITING = "waiting", _("Letter on its way")
    UNREACHABLE = "unreachable", _("Unreachable")
