"""Which fixed lists of values do companies and contacts use?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LegalForm(TextChoices):
    """Luxembourg's legal forms (law of 10 August 1915) and a last one for everything else."""

    SA = "SA", _("S.A. (public limited company)")
    SARL = "SARL", _("S.à r.l. (private limited company)")
    SARLS = "SARLS", _("S.à r.l.-S (simplified)")
    SCA = "SCA", _("S.C.A. (partnership limited by shares)")
    SCS = "SCS", _("S.C.S. (limited partnership)")
    SNC = "SNC", _("S.N.C. (general partnership)")
    SAS = "SAS", _("S.A.S. (simplified joint stock company)")
    SE = "SE", _("S.E. (European company)")
    COOP = "COOP", _("Cooperative")
    ASBL = "ASBL", _("A.s.b.l. (non-profit association)")
    GIE = "GIE", _("G.I.E. (economic interest grouping)")
    SOLE = "SOLE", _("Sole trader")
    BRANCH = "BRANCH", _("Branch of a foreign company")
    OTHER = "OTHER", _("Other")


class NoteLanguage(TextChoices):
    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    GERMAN = "de", "Deutsch"
    LUXEMBOURGISH = "lb", "Lëtzebuergesch"


class MarkOf(TextChoices):
    """Of what of somebody who was erased is a mark kept?"""

    EMAIL = "email", _("E-mail address")
    NAME = "name", _("Name at a company")


class Visibility(TextChoices):
    """Who sees that a company is on file at all? Administrators see every one."""

    EVERYONE = "everyone", _("Everybody inside")
    CLUSTERS = "clusters", _("Its clusters")
    TEAM = "team", _("Its team")


class Audience(TextChoices):
    """Who reads a contact, of those who see its company?"""

    EVERYONE = "everyone", _("Everybody who sees the company")
    CONFIDENCE = "confidence", _("In confidence")
    NAMED = "named", _("Named people only")


class ContactKind(TextChoices):
    VIDEO = "video", _("Video call")
    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Phone call")
    EVENT = "event", _("Event")
    EMAIL = "email", _("E-mail")


class ContactState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Answer(TextChoices):
    """What somebody who is invited answered (PARTSTAT of RFC 5545, and COUNTER of RFC 5546)."""

    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    TENTATIVE = "tentative", pgettext_lazy("invitation", "Maybe")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    COUNTER = "counter", _("Proposes another time")
    DELEGATED = "delegated", _("Sends somebody else")


class AnswerSource(TextChoices):
    """By which way did an answer come?"""

    MAIL = "mail", _("by mail")
    CALENDAR = "calendar", _("by the calendar of a colleague")
    LINK = "link", _("by the link of the letter")


class MarkKind(TextChoices):
    NEED = "need", _("Need")
    IDEA = "idea", _("Idea")


class OwnerKind(TextChoices):
    """Kinds of owner that Recommendation 2003/361/EC, Annex, Article 3 treats differently."""

    ENTERPRISE = "enterprise", _("Enterprise")
    PUBLIC_BODY = "public_body", _("Public body")
    VENTURE_CAPITAL = "venture_capital", _("Venture capital company")
    BUSINESS_ANGEL = "business_angel", _("Business angel")
    UNIVERSITY = "university", _("University or non-profit research centre")
    INSTITUTIONAL_INVESTOR = "institutional_investor", _("Institutional investor")
    SMALL_LOCAL_AUTHORITY = "small_local_authority", _("Small autonomous local authority")
    NATURAL_PERSON = "natural_person", _("Natural person")


class ImportState(TextChoices):
    CHECKING = "checking", _("Dry run under way")
    CHECKED = "checked", _("Dry run done")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
