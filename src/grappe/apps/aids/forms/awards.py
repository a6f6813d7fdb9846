"""What does somebody say of an aid that was granted, and what does somebody filter the register by?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.aids.enums import AwardState, GgeSource, Instrument, LegalBasis
from grappe.apps.aids.models import Award, Programme
from grappe.apps.aids.operations.awards import AwardValues
from grappe.apps.aids.queries.awards import AwardFilters
from grappe.ui.fields import AmountField, DayField, EuroField

if TYPE_CHECKING:
    from django.db.models import QuerySet

HUNDRED = Decimal(100)
STATES = [
    (AwardState.DECLARED.value, AwardState.DECLARED.label),
    (AwardState.GRANTED.value, AwardState.GRANTED.label),
]
TERMS = (
    "years", "secured", "charged_rate_pct", "reference_rate_pct", "base_rate_pct", "bullet", "loan_eur",
    "guaranteed_pct",
)  # fmt: skip
TICKS = ("secured", "bullet")
# The page lists the words that the company's awards have already: same costs, same words.
SAME_COSTS = forms.TextInput(attrs={"list": "known-costs", "autocomplete": "off"})


class ProgrammeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


def _programmes() -> QuerySet[Programme]:
    return Programme.objects.filter(withdrawn=False).defer("content").order_by("slug")


class AwardForm(forms.Form):
    """An award; `version` is the one the form stands on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    origin = forms.RegexField(r"^[a-z_.]{1,40}:[0-9]{1,18}$", widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=gettext_lazy("Which aid"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}),
        help_text=gettext_lazy("As the letter of grant calls it."),
    )  # fmt: skip
    programme = ProgrammeField(
        label=gettext_lazy("Programme of the catalogue"), queryset=None, required=False, empty_label="–"
    )
    authority = forms.CharField(label=gettext_lazy("Granting authority"), required=False, max_length=200)
    state = forms.ChoiceField(label=gettext_lazy("Where the entry comes from"), choices=STATES)
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"), choices=LegalBasis.choices)
    article = forms.CharField(
        label=gettext_lazy("Article"), required=False, max_length=40,
        help_text=gettext_lazy("for a block exemption: 25, 17 …"),
    )  # fmt: skip
    granted_on = DayField(
        label=gettext_lazy("Day of the legal right"),
        help_text=gettext_lazy("The day of the decision counts, not the day of payment."),
    )
    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"), choices=Instrument.choices)
    nominal_eur = EuroField(label=gettext_lazy("Nominal amount (EUR)"))
    stated_gge_eur = EuroField(
        label=gettext_lazy("Gross grant equivalent (EUR)"),
        help_text=gettext_lazy("As the letter of grant says. Left blank, it is computed."),
    )
    years = AmountField(label=gettext_lazy("Duration (years)"), most=Decimal(50))
    reference_rate_pct = AmountField(
        label=gettext_lazy("Reference rate (% a year)"), most=HUNDRED,
        help_text=gettext_lazy("the Commission's rate for this borrower on the day of the grant"),
    )  # fmt: skip
    charged_rate_pct = AmountField(label=gettext_lazy("Rate the company pays (% a year)"), most=HUNDRED)
    base_rate_pct = AmountField(
        label=gettext_lazy("Base rate (% a year)"), most=HUNDRED,
        help_text=gettext_lazy("the Commission's base rate, to discount by"),
    )  # fmt: skip
    bullet = forms.BooleanField(label=gettext_lazy("Repaid in one sum at the end"), required=False)
    secured = forms.BooleanField(
        label=gettext_lazy("Collateral covers at least half of the loan"), required=False
    )
    loan_eur = EuroField(label=gettext_lazy("Loan that is guaranteed (EUR)"))
    guaranteed_pct = AmountField(label=gettext_lazy("Part that is guaranteed (%)"), most=HUNDRED)
    costs_reference = forms.CharField(
        label=gettext_lazy("Which costs"), required=False, max_length=120, widget=SAME_COSTS,
        help_text=gettext_lazy("Awards with the same words here are on the same eligible costs and cumulate."),
    )  # fmt: skip
    costs_eur = EuroField(
        label=gettext_lazy("Eligible costs (EUR)"),
        help_text=gettext_lazy("Without them no cumulation with other aid on the same costs is certain."),
    )
    ceiling_pct = AmountField(
        label=gettext_lazy("Highest intensity of the scheme (%)"), most=HUNDRED,
        help_text=gettext_lazy("What the rule allows for these costs, bonuses included; not what was granted."),
    )  # fmt: skip
    ceiling_eur = EuroField(
        label=gettext_lazy("Highest amount of the scheme (EUR)"),
        help_text=gettext_lazy("If the rule has one for these costs, such as article 22."),
    )
    objective = forms.CharField(label=gettext_lazy("Objective"), required=False, max_length=200)
    reference = forms.CharField(
        label=gettext_lazy("Reference of the measure"), required=False, max_length=80,
        help_text=gettext_lazy("the number of the scheme, such as SA.12345"),
    )  # fmt: skip

    def __init__(self, *args: Any, award: Award | None = None, today: date, **kwargs: Any) -> None:
        initial = {**_initial(award), **kwargs.pop("initial", {})}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["programme"].queryset = _programmes()  # type: ignore[attr-defined]  # a field that chooses
        self.fields["granted_on"].widget.attrs |= {"max": today.isoformat(), "min": "1990-01-01"}
        self.fields["nominal_eur"].required = True

    def clean_nominal_eur(self) -> Decimal:
        amount: Decimal | None = self.cleaned_data["nominal_eur"]
        if not amount:
            raise forms.ValidationError(_("Give the amount in euros, more than zero."))
        return amount

    def values(self) -> AwardValues:
        """Return what was typed, ready for an operation."""
        said = dict(self.cleaned_data)
        said.pop("version")
        said.pop("origin")
        terms = {name: said.pop(name) for name in TERMS}
        wanted = _terms_of(said["instrument"])
        kept = {
            name: _plain(value) for name, value in terms.items() if name in wanted and value not in (None, "")
        }
        return AwardValues(**said, terms=kept)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("label", "programme", "authority", "state")]

    @property
    def law(self) -> list[forms.BoundField]:
        return [self[name] for name in ("basis", "article", "granted_on", "reference")]

    @property
    def money(self) -> list[forms.BoundField]:
        return [self[name] for name in ("instrument", "nominal_eur", "stated_gge_eur")]

    @property
    def credit(self) -> list[forms.BoundField]:
        return [self[name] for name in TERMS]

    @property
    def costs(self) -> list[forms.BoundField]:
        return [
            self[name] for name in ("costs_reference", "costs_eur", "ceiling_pct", "ceiling_eur", "objective")
        ]


def _terms_of(instrument: str) -> tuple[str, ...]:
    if instrument == Instrument.LOAN:
        return ("years", "reference_rate_pct", "charged_rate_pct", "base_rate_pct", "bullet", "secured")
    if instrument == Instrument.GUARANTEE:
        return ("years", "loan_eur", "guaranteed_pct")
    return ()


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _initial(award: Award | None) -> dict[str, Any]:
    if award is None:
        return {}
    same = (
        "version", "label", "programme", "authority", "state", "basis", "article", "granted_on", "instrument",
        "nominal_eur", "costs_reference", "costs_eur", "ceiling_pct", "ceiling_eur", "objective", "reference",
    )  # fmt: skip
    found = {name: getattr(award, name) for name in same}
    found["stated_gge_eur"] = award.gge_eur if award.gge_source == GgeSource.STATED else None
    for name in TERMS:
        value = award.terms.get(name)
        found[name] = Decimal(str(value)) if name not in TICKS and value is not None else value
    return found


def offered(query: Any) -> dict[str, str]:
    """Return what another page says of an award to be entered, as the form's first content."""
    names = (
        "label", "programme", "granted_on", "nominal_eur", "authority", "origin", "state", "basis",
        "costs_reference", "costs_eur",
    )  # fmt: skip
    return {name: str(query[name])[:200].replace("\x00", "") for name in names if query.get(name)}


class WithdrawForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    because = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"), max_length=300,
        help_text=gettext_lazy("It stays on file with this reason, and counts nowhere any more."),
    )  # fmt: skip


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class AwardFilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100, widget=forms.SearchInput)
    basis = forms.ChoiceField(
        label=gettext_lazy("Legal basis"),
        required=False,
        choices=[("", gettext_lazy("All")), *LegalBasis.choices],
    )
    instrument = forms.ChoiceField(
        label=gettext_lazy("Instrument"),
        required=False,
        choices=[("", gettext_lazy("All")), *Instrument.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[("", gettext_lazy("All that stand")), *AwardState.choices],
    )  # fmt: skip
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=1990, max_value=2100,
        widget=forms.NumberInput(attrs={"placeholder": "–"}),
    )  # fmt: skip

    def filters(self) -> AwardFilters:
        """Return the filters that can be read; one that cannot is no filter."""
        self.is_valid()
        said = self.cleaned_data
        return AwardFilters(
            text=said.get("q", ""), basis=said.get("basis", ""), instrument=said.get("instrument", ""),
            state=said.get("state", ""), year=said.get("year"),
        )  # fmt: skip
