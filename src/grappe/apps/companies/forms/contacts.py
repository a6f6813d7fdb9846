"""What does one fill in to plan, change or hold a contact?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.companies.enums import Audience, ContactKind
from grappe.apps.companies.permissions import would_read
from grappe.apps.companies.queries.contacts import possible_people, possible_team
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom_forms import WithCustomFields

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Contact, Person


def local_moment(day: date, hour: time) -> datetime:
    """Return the moment of a day and hour on Luxembourg's clocks.

    ValidationError for an hour that the change of the clocks leaves out or repeats: nobody could tell which is meant.
    """
    zone = timezone.get_default_timezone()
    first, second = (datetime.combine(day, hour, tzinfo=zone).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    words = {"time": time_format(hour, "TIME_FORMAT"), "day": date_format(day, "DATE_FORMAT")}
    exists = first.astimezone(UTC).astimezone(zone).time() == hour
    if exists:
        raise forms.ValidationError(
            _("%(time)s comes twice on %(day)s, when the clocks go back. Choose another time.") % words
        )
    raise forms.ValidationError(
        _("There is no %(time)s on %(day)s, when the clocks go forward. Choose another time.") % words
    )


class DayInput(forms.DateInput):
    """The browser's own date field, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """The people of a company, each with what one has to know before inviting them."""

    def label_from_instance(self, person: Person) -> str:
        parts = [person.name]
        if person.function:
            parts.append(person.function)
        if person.left_on:
            parts.append(_("left on %(day)s") % {"day": date_format(person.left_on, "SHORT_DATE_FORMAT")})
        elif not person.email:
            parts.append(_("no e-mail address, no invitation"))
        return " · ".join(parts)


AUDIENCES_IN_WORDS = gettext_lazy(
    "In confidence: those who take part from our side, named readers and those who look after the company read subject "
    "and notes. Named people only: those who take part from our side, whoever planned it and named readers, and no "
    "administrator. Others see that there was a contact. It can be changed on the contact's page at any time."
)
READERS_IN_WORDS = gettext_lazy(
    "They read it although they do not take part; only people who see the company."
)


class ContactForm(WithCustomFields):
    """A contact, to plan or to change. Times are those of the clocks in Luxembourg."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContactKind.choices)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    day = forms.DateField(label=gettext_lazy("Date"), widget=DayInput())
    hour = forms.TimeField(label=gettext_lazy("Time (Luxembourg)"), widget=HourInput())
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=5, max_value=1440, initial=45
    )
    link = forms.URLField(
        label=gettext_lazy("Video link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Required for a video call: the address where one joins."),
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)
    people = PeopleField(
        label=gettext_lazy("From the company"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    team: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("From our side"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    invite = forms.BooleanField(
        label=gettext_lazy("Send the invitation by e-mail"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "With a calendar file, in each person's language. Nobody is invited to what is already over."
        ),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who reads it"), choices=Audience.choices, initial=Audience.EVERYONE, required=False,
        widget=forms.RadioSelect, help_text=AUDIENCES_IN_WORDS,
    )  # fmt: skip
    readers: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Named readers"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=READERS_IN_WORDS,
    )  # fmt: skip
    sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    FACTS: ClassVar[tuple[str, ...]] = (
        "kind", "subject", "starts_at", "minutes", "link", "place", "people", "team", "invite",
    )  # fmt: skip

    def __init__(self, *args: Any, company: Company, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            kwargs["initial"] = self.of(contact) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = possible_people(company.pk)
        chosen = contact.team.values_list("pk", flat=True) if contact is not None else ()
        self.fields["team"].queryset = possible_team(company, chosen=chosen)
        self.fields["minutes"].widget.attrs["step"] = 5
        self.take_custom(
            custom_fields(RecordType.CONTACT),
            contact.custom if contact is not None else {},
            new=contact is None,
        )
        if contact is not None:  # then it is changed on its page, whatever its state
            del self.fields["audience"], self.fields["readers"]
        else:
            self.fields["readers"].queryset = possible_team(company)

    @staticmethod
    def of(contact: Contact) -> dict[str, Any]:
        """Return what the form shows for a contact."""
        start = contact.starts_at.astimezone(timezone.get_default_timezone())
        fields = ("kind", "subject", "minutes", "link", "place", "sequence")
        return {name: getattr(contact, name) for name in fields} | {
            "day": start.date(),
            "hour": start.time(),
            "people": [person.pk for person in contact.people.all()],
            "team": [user.pk for user in contact.team.all()],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("day") and cleaned.get("hour") is not None:
            try:
                cleaned["starts_at"] = local_moment(cleaned["day"], cleaned["hour"])
            except forms.ValidationError as fault:
                self.add_error("hour", fault)
        if cleaned.get("kind") == ContactKind.VIDEO and not cleaned.get("link") and "link" not in self.errors:
            self.add_error("link", _("A video call needs the address where one joins."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what the operations plan and change take."""
        facts = {name: self.cleaned_data[name] for name in self.FACTS}
        return facts | ({"custom": self.custom_values()} if self.custom else {})

    def reading(self) -> dict[str, Any]:
        """Return who is to read a new contact, as the operation takes it."""
        chosen = self.cleaned_data["audience"] or Audience.EVERYONE
        return {
            "audience": chosen,
            "readers": self.cleaned_data["readers"] if chosen != Audience.EVERYONE else (),
        }


class AudienceForm(forms.Form):
    """Who reads a contact; whoever would lose sight of it by this is told before."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who reads it"), choices=Audience.choices, widget=forms.RadioSelect, help_text=AUDIENCES_IN_WORDS
    )  # fmt: skip
    readers: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Named readers"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=READERS_IN_WORDS,
    )  # fmt: skip
    locked_out = forms.BooleanField(
        label=gettext_lazy("I will no longer read this contact: save it all the same"), required=False
    )

    def __init__(self, *args: Any, contact: Contact, user: User, **kwargs: Any) -> None:
        chosen = [reader.pk for reader in contact.readers.all()]
        kwargs["initial"] = {"audience": contact.audience, "readers": chosen}
        super().__init__(*args, **kwargs)
        self.contact, self.user, self.asks = contact, user, False
        self.fields["readers"].queryset = possible_team(contact.company, chosen=chosen)  # type: ignore[attr-defined]  # likewise

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors or cleaned.get("locked_out"):
            return cleaned
        if not would_read(self.user, self.contact, cleaned["audience"], cleaned["readers"]):
            self.asks = True
            self.add_error("locked_out", _("Is that what you want? Then tick this box."))
        return cleaned


class HoldForm(forms.Form):
    """A contact was held: when do we speak again?"""

    next_contact_on = forms.DateField(label=gettext_lazy("Next contact"), required=False, widget=DayInput())
