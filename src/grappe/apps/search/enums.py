"""What can be found?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The kinds of things in the index; the value names the SQL function `search_of_…` that says what is kept of one."""

    COMPANY = "company", _("Companies")
    PERSON = "person", _("People")
    CONTACT = "contact", _("Contacts and notes")
    NEED = "need", _("Needs")
    SOLUTION = "solution", _("Solutions")
    PROGRAMME = "programme", _("Aids")
    EVENT = "event", _("Events")
    GROUP = "group", _("Working groups")
    STUDY = "study", _("Studies")
    IDEA = "idea", _("Ideas")
    FLAGSHIP = "flagship", _("Flagship projects")
    CHALLENGE = "challenge", _("Ideation campaigns")
    PLAN = "plan", _("Action plans")
    SHEET = "sheet", _("Trend sheets")
    DIAGNOSTIC = "diagnostic", _("Diagnostics")
    PAPER = "paper", _("Documents of working groups")
    MATERIAL = "material", _("Documents of studies")
    MAIL = "mail", _("Mails")
    LETTER = "letter", _("Mails of one’s own inbox")


# What the search of all things offers. Each mail is found once more in the inboxes that it came to, and there alone.
OFFERED = tuple(kind for kind in Kind if kind != Kind.LETTER)


class Size(TextChoices):
    """A company's size by its latest known headcount."""

    MICRO = "micro", _("under 10 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    LARGE = "large", _("250 people and more")
