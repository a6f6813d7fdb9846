"""In which states is somebody's request about their data?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")


class Handed(TextChoices):
    """How did somebody get what is known of them?"""

    JSON = "json", _("As data (JSON)")
    PDF = "pdf", _("On paper (PDF)")
    LINK = "link", _("By a link")
    OWN = "own", _("By themselves")


class Ground(TextChoices):
    """Why is somebody erased (Regulation (EU) 2016/679, Article 17(1))?"""

    NOT_NEEDED = "not_needed", _("No longer needed for what they were collected for (a)")
    WITHDRAWN = "withdrawn", _("Consent withdrawn, and no other basis (b)")
    OBJECTION = "objection", _("Objection: nothing overrides it, or it is against mailings (c)")
    UNLAWFUL = "unlawful", _("Processed unlawfully (d)")
    LEGAL = "legal", _("The law asks for erasure (e)")


class ErasureState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Erased")
    FAILED = "failed", _("Failed: nothing was erased")


class ProposalState(TextChoices):
    """What became of a row whose time is over?"""

    PROPOSED = "proposed", _("Proposed")
    POSTPONED = "postponed", _("Postponed")
    ORDERED = "ordered", _("Erased")


class ConsentHow(TextChoices):
    """How did somebody say that they allow something?"""

    FORM = "form", _("By a form")
    EMAIL = "email", _("By e-mail")
    SPOKEN = "spoken", _("In the conversation")
    MINUTES = "minutes", _("As the minutes say")
    LINK = "link", _("By a link")


class LookState(TextChoices):
    """How far is it that all texts are looked through for somebody?"""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Looked through")
    FAILED = "failed", _("Failed")
