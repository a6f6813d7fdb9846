"""What does somebody say of a company's figures, people and owners?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.enums import Language
from grappe.apps.companies.enums import OwnerKind
from grappe.apps.companies.models import Company, Ownership, Person, YearFigures
from grappe.apps.companies.operations.figures import EARLIEST
from grappe.apps.companies.operations.owners import OF_OWNER
from grappe.apps.companies.queries.kept_out import erased_on, erased_words
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom_forms import WithCustomFields
from grappe.ui.fields import AmountField, Combobox, DayField

HUNDRED = Decimal(100)
YES_NO_UNKNOWN = [
    ("", gettext_lazy("Not known")),
    ("True", gettext_lazy("Yes")),
    ("False", gettext_lazy("No")),
]


def yes_or_no(value: Any) -> bool | None:
    """Return what a choice of yes, no and not known says."""
    return {"True": True, "False": False}.get(str(value))


class PartForm(forms.Form):
    """A section's form: the fields that are usual, and those of rarer cases behind a heading."""

    rare: tuple[str, ...] = ()

    @property
    def usual(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in self.rare and not bound.is_hidden]

    @property
    def rarely(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name in self.rare]

    @property
    def rarely_open(self) -> bool:
        """Whether something stands in the rarer fields, or is wrong with them."""
        return any(bound.errors or bound.initial not in (None, "", False) for bound in self.rarely)


class FiguresForm(PartForm):
    """The figures of one accounting year; a blank field is not known, never zero."""

    year = forms.IntegerField(label=gettext_lazy("Year"))
    headcount = AmountField(
        label=gettext_lazy("Headcount"),
        places=1,
        most=Decimal(10**7),
        help_text=gettext_lazy("annual work units"),
    )
    turnover_eur = AmountField(label=gettext_lazy("Turnover"), help_text="€")
    balance_sheet_eur = AmountField(label=gettext_lazy("Balance sheet total"), help_text="€")
    export_share_pct = AmountField(
        label=gettext_lazy("Exports"), most=HUNDRED, help_text=gettext_lazy("% of turnover")
    )
    rd_spending_eur = AmountField(label=gettext_lazy("R&D spending"), help_text="€")
    consolidated = forms.BooleanField(
        label=gettext_lazy("Consolidated accounts"), required=False,
        help_text=gettext_lazy("They include the enterprises that this one controls."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), required=False, max_length=200,
        help_text=gettext_lazy("annual accounts, told by the company …"),
    )  # fmt: skip

    def __init__(self, *args: Any, figures: YearFigures | None = None, today: date, **kwargs: Any) -> None:
        names = (
            "year",
            "headcount",
            "turnover_eur",
            "balance_sheet_eur",
            "export_share_pct",
            "rd_spending_eur",
            "consolidated",
            "source",
        )
        initial = {name: getattr(figures, name) for name in names} if figures else {"year": today.year - 1}
        super().__init__(*args, **{"initial": initial, **kwargs})
        year = self.fields["year"]
        year.widget.attrs |= {"min": EARLIEST, "max": today.year}
        year.widget.attrs["autofocus"] = True

    def values(self) -> dict[str, Any]:
        """Return the figures by field name, without the year."""
        return {name: value for name, value in self.cleaned_data.items() if name != "year"}


class PersonForm(WithCustomFields, PartForm):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )
    function = forms.CharField(label=gettext_lazy("Function"), required=False, max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.RegexField(
        r"^[0-9+()./\- ]*$", label=gettext_lazy("Phone"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"invalid": gettext_lazy("A phone number has figures, spaces and + ( ) / - only.")},
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=Language.choices,
        help_text=gettext_lazy("of letters and invitations"),
    )
    is_head = forms.BooleanField(
        label=gettext_lazy("Head of the company"), required=False,
        help_text=gettext_lazy("There is one: the mark goes over from whoever has it."),
    )  # fmt: skip
    left_on = DayField(label=gettext_lazy("Left on"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)

    def __init__(
        self, *args: Any, company: Company, person: Person | None = None, today: date, **kwargs: Any
    ) -> None:
        initial = (
            {name: getattr(person, name) for name in self.base_fields}
            if person
            else {"language": company.language}
        )
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.today = today
        self.fields["left_on"].widget.attrs["max"] = today.isoformat()
        self.company, self.person = company, person
        if person is None:
            del self.fields["left_on"], self.fields["version"]
            if self.is_bound and "why_back" in self.data:  # they were told already
                self.fields["why_back"] = _why_back()
        self.take_custom(
            custom_fields(RecordType.PERSON), person.custom if person is not None else {}, new=person is None
        )

    def clean(self) -> dict[str, Any]:
        """Tell once that the same person was erased; whoever saves it again has seen it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.person is not None or self.errors or "why_back" in self.fields:
            return cleaned
        day = erased_on(name=cleaned["name"], email=cleaned["email"], company=self.company)
        if day is not None:
            self.fields["why_back"] = _why_back()
            self.add_error(None, erased_words(day))
        return cleaned

    def clean_left_on(self) -> date | None:
        left: date | None = self.cleaned_data["left_on"]
        if left and left > self.today:
            raise forms.ValidationError(_("The leaving day has not been yet: note it once it has."))
        return left

    def values(self) -> dict[str, Any]:
        """Return what the operation takes, of a form that is valid."""
        own = {each.input_name for each in self.custom}
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in own and name not in ("version", "why_back")
        }
        return kept | ({"custom": self.custom_values()} if own else {})


def _why_back() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why they come back"), required=False, max_length=300,
        help_text=gettext_lazy("Written down in the audit."),
    )  # fmt: skip


class OwnerForm(PartForm):
    """Who owns a part; figures are asked of an owner that is not on file, for the SME status."""

    rare = OF_OWNER
    owner_name = forms.CharField(
        label=gettext_lazy("Owner"), max_length=300,
        widget=Combobox("companies:lookup", chosen="owner_id", attrs={"autofocus": True}),
        help_text=gettext_lazy("Choose a company on file, or write any name."),
    )  # fmt: skip
    owner_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    owner_kind = forms.ChoiceField(label=gettext_lazy("Kind of owner"), choices=OwnerKind.choices)
    capital_pct = AmountField(label=gettext_lazy("Share of capital"), most=HUNDRED, help_text="%")
    votes_pct = AmountField(label=gettext_lazy("Share of votes"), most=HUNDRED, help_text="%")
    control = forms.BooleanField(label=gettext_lazy("Controls by contract or board"), required=False)
    since = DayField(label=gettext_lazy("Since"), required=False)
    figures_year = forms.IntegerField(
        label=gettext_lazy("Year of the owner's figures"), required=False, min_value=EARLIEST
    )
    headcount = AmountField(
        label=gettext_lazy("Headcount"),
        places=1,
        most=Decimal(10**7),
        help_text=gettext_lazy("annual work units"),
    )
    turnover_eur = AmountField(label=gettext_lazy("Turnover"), help_text="€")
    balance_sheet_eur = AmountField(label=gettext_lazy("Balance sheet total"), help_text="€")
    consolidated = forms.BooleanField(
        label=gettext_lazy("Consolidated accounts"), required=False,
        help_text=gettext_lazy("They include the enterprises that this one controls."),
    )  # fmt: skip
    invested_eur = AmountField(
        label=gettext_lazy("Put in by a business angel"), help_text=gettext_lazy("€, in this company, in all")
    )
    same_market = forms.TypedChoiceField(
        label=gettext_lazy("A person's other firms are on the same or adjacent markets"), required=False,
        choices=YES_NO_UNKNOWN, coerce=yes_or_no, empty_value=None,
    )  # fmt: skip

    def __init__(self, *args: Any, link: Ownership | None = None, today: date, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if link is not None:
            initial = {
                name: getattr(link, name)
                for name in ("owner_kind", "capital_pct", "votes_pct", "control", "since", *OF_OWNER)
            }
            initial["owner_id"] = link.owner_id
            initial["owner_name"] = link.owner.name if link.owner else link.owner_name
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["since"].widget.attrs["max"] = today.isoformat()
        self.fields["figures_year"].widget.attrs["max"] = today.year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pk = cleaned.pop("owner_id", None)
        # The id of a choice goes with its name: whoever then typed another name means that name.
        owner = Company.objects.filter(pk=pk, name=cleaned.get("owner_name", "")).first() if pk else None
        cleaned["owner"] = owner
        if owner is not None:
            cleaned["owner_name"] = ""
        return cleaned

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
