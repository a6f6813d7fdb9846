"""What does somebody say of a company's identity, and is it well said?"""

from __future__ import annotations

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts.queries import teams
from grappe.apps.clusters.queries import cluster_ids_of, clusters
from grappe.apps.companies.enums import LegalForm, Visibility
from grappe.apps.companies.models import Commune, Company, NaceCode
from grappe.apps.companies.operations.companies import EARLIEST
from grappe.apps.companies.permissions import would_view
from grappe.apps.companies.queries.identifiers import rcs_number, vat_number
from grappe.apps.companies.queries.linking import COLUMNS, Alike, alike
from grappe.apps.companies.queries.reference import commune_of, nace_of
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.conflicts import Conflict
from grappe.ui.custom_forms import WithCustomFields, sent
from grappe.ui.errors import BadInput
from grappe.ui.fields import Combobox, DayField

NEIGHBOURS = ("LU", "BE", "DE", "FR")
PERMIT = (
    ("", gettext_lazy("Not known")),
    ("true", gettext_lazy("Yes")),
    ("false", gettext_lazy("No")),
)


def countries() -> list[tuple[str, str]]:
    """Return all countries by name in the page's language, Luxembourg and its neighbours first."""
    names = {
        code: name
        for code, name in Locale((get_language() or "en")[:2]).territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO")
    }
    others = sorted((code for code in names if code not in NEIGHBOURS), key=lambda code: names[code])
    return [(code, names[code]) for code in (*NEIGHBOURS, *others)]


class CompanyForm(WithCustomFields, forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    fields: dict[str, Any]  # choices and querysets are known only once a form is made
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    nace = forms.CharField(
        label=gettext_lazy("Activity (NACE)"), required=False, max_length=320, widget=Combobox("companies:nace"),
        help_text=gettext_lazy("A code, or words in English, French or German."),
    )  # fmt: skip
    commune = forms.CharField(
        label=gettext_lazy("Commune"), required=False, max_length=80, widget=Combobox("companies:communes")
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=300, assume_scheme="https"
    )
    founded = DayField(label=gettext_lazy("Founded on"), required=False)
    business_permit = forms.TypedChoiceField(
        label=gettext_lazy("Business permit"), required=False, choices=PERMIT, empty_value=None,
        coerce=lambda text: text == "true",
    )  # fmt: skip
    clusters: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Clusters"), queryset=None, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one cluster.")},
    )  # fmt: skip
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=Visibility.choices, initial=Visibility.EVERYONE, required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Whoever does not see the company finds neither it nor anything that hangs on it. Administrators see every "
            "company; its team sees it in any case. Figures count it."
        ),
    )  # fmt: skip
    team: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=None, required=False, empty_label=gettext_lazy("No team"),
        help_text=gettext_lazy("Its members look after the company beside the managers of its clusters."),
    )  # fmt: skip
    locked_out = forms.BooleanField(
        label=gettext_lazy("I will no longer see this company: save it all the same"), required=False
    )
    distinct = forms.BooleanField(
        label=gettext_lazy("It is another company: save it all the same"), required=False
    )

    class Meta:
        model = Company
        fields = (
            "name", "brand", "legal_form", "rcs_number", "vat_number", "activity", "street", "postcode", "city",
            "language",
        )  # fmt: skip
        widgets = {"activity": forms.Textarea(attrs={"rows": 3})}  # Django's own way

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.similar: list[Alike] = []
        self.locks_out = False
        self.fields["clusters"].queryset = clusters()
        self.fields["team"].queryset = teams()
        self.fields["country"].choices = countries()
        self.fields["legal_form"].choices = [("", _("Not known")), *LegalForm.choices]
        self.fields["rcs_number"].help_text = _("A letter and figures, for example B123456.")
        self.fields["vat_number"].help_text = _("For example LU12345678; its check digits are verified.")
        self.fields["founded"].widget.attrs["max"] = today.isoformat()
        self.initial.update(initial_of(self.instance) if self.instance.pk else _new(user))
        self.take_custom(
            custom_fields(RecordType.COMPANY), self.instance.custom, new=self.instance.pk is None
        )

    def clean_rcs_number(self) -> str:
        # The rule is Luxembourg's register: elsewhere the number stays in "identifier elsewhere".
        return _checked(rcs_number, self.cleaned_data["rcs_number"])

    def clean_nace(self) -> NaceCode | None:
        text = self.cleaned_data["nace"]
        found = nace_of(text)
        if text and found is None:
            raise forms.ValidationError(
                _("“%(text)s” is no NACE code: choose one of the suggestions.") % {"text": text}
            )
        return found

    def clean_commune(self) -> Commune | None:
        text = self.cleaned_data["commune"]
        found = commune_of(text)
        if text and found is None:
            raise forms.ValidationError(_("“%(text)s” is no commune of Luxembourg.") % {"text": text})
        return found

    def clean_founded(self) -> date | None:
        founded: date | None = self.cleaned_data["founded"]
        if founded and not EARLIEST <= founded <= self.today:
            raise forms.ValidationError(_("The founding day cannot lie in the future or before 1600."))
        return founded

    def clean_clusters(self) -> Any:
        chosen = self.cleaned_data["clusters"]
        if not self.user.is_administrator and not {c.pk for c in chosen} & cluster_ids_of(self.user):
            raise forms.ValidationError(_("At least one of the clusters must be one that you look after."))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "vat_number" in cleaned:
            try:
                cleaned["vat_number"] = vat_number(cleaned["vat_number"], cleaned.get("country", "LU"))
            except BadInput as fault:
                self.add_error("vat_number", str(fault))
        name = cleaned.get("name", "")
        self._check_still_seen(cleaned)
        if (
            name
            and not cleaned.get("distinct")
            and (not self.instance.pk or name != self.initial.get("name"))
        ):
            self.similar = alike(_told_of(cleaned), for_user=self.user, but=self.instance.pk)
            if self.similar:
                self.add_error("distinct", _("Is it one of the companies above? If not, tick this box."))
        return cleaned

    def clean_team(self) -> Any:
        team = self.cleaned_data["team"]
        if self.cleaned_data.get("visibility") == Visibility.TEAM and team is None:
            raise forms.ValidationError(_("Choose the team to which the company is kept."))
        return team

    def _check_still_seen(self, cleaned: dict[str, Any]) -> None:
        """Tell whoever would not see the company any more, before it is saved."""
        if self.errors or cleaned.get("locked_out"):
            return
        team, shared = cleaned["team"], {each.pk for each in cleaned["clusters"]} & cluster_ids_of(self.user)
        if not would_view(self.user, cleaned["visibility"] or self.instance.visibility, bool(shared), team):
            self.locks_out = True
            self.add_error("locked_out", _("Is that what you want? Then tick this box."))

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation writes, and checks what only the database can."""

    def values(self) -> dict[str, Any]:
        """Return the identity by field name, as the operations take it."""
        left_out = {
            "version",
            "clusters",
            "distinct",
            "locked_out",
            *(each.input_name for each in self.custom),
        }
        kept = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        kept["visibility"] = kept["visibility"] or self.instance.visibility
        return kept | ({"custom": self.custom_values()} if self.custom else {})

    def conflicts_with(self, current: Company, base: dict[str, Any] | None) -> list[Conflict]:
        """Return where this form and the company as it stands now differ; what only they touched is proposed as theirs.

        `base` is the company's columns as this form's writer first saw them.
        """
        theirs = initial_of(current)
        found = self.custom_conflicts(current.custom, (base or {}).get("custom"))
        for name, value in self.cleaned_data.items():
            if name == "version" or name not in theirs or self._same(name, value, theirs[name]):
                continue
            column = {"nace": "nace_id", "commune": "commune_id", "team": "team_id"}.get(name, name)
            mine_raw = value.pk if name in ("nace", "commune", "team") and value else value
            untouched = base is not None and column in base and (base[column] or None) == (mine_raw or None)
            label = capfirst(str(self.fields[name].label))
            keep = "theirs" if untouched else "mine"
            found.append(
                Conflict(name, label, self._shown(name, value), self._shown(name, theirs[name]), keep)
            )
        return found

    def _same(self, name: str, mine: Any, theirs: Any) -> bool:
        return self._shown(name, mine) == self._shown(name, theirs)

    def _shown(self, name: str, value: Any) -> str:
        """Return a value in words, whether it comes from the form or from `initial_of`."""
        if name == "clusters":
            chosen = {getattr(cluster, "pk", cluster) for cluster in value}
            return ", ".join(str(c) for c in self.fields["clusters"].queryset if c.pk in chosen)
        if name == "team":
            chosen_team = getattr(value, "pk", value)
            return ", ".join(str(each) for each in self.fields["team"].queryset if each.pk == chosen_team)
        if name == "business_permit":
            value = {True: "true", False: "false", None: ""}.get(value, value)
        choices = dict(getattr(self.fields[name], "choices", None) or ())
        if choices:
            return str(choices.get(value, value)) if value or name == "business_permit" else ""
        return value.isoformat() if isinstance(value, date) else str(value or "")


def initial_of(company: Company) -> dict[str, Any]:
    """Return a company's identity as the form shows it."""
    permit = {True: "true", False: "false", None: ""}[company.business_permit]
    plain = ("name", "brand", "legal_form", "rcs_number", "vat_number", "activity", "street", "postcode", "city",
             "language", "country", "website", "founded")  # fmt: skip
    return {
        **{name: getattr(company, name) for name in plain},
        "nace": str(company.nace or ""),
        "commune": str(company.commune or ""),
        "business_permit": permit,
        "clusters": [cluster.pk for cluster in company.clusters.all()],
        "visibility": company.visibility,
        "team": company.team_id,
        "version": company.version,
    }


def _new(user: Any) -> dict[str, Any]:
    own = list(cluster_ids_of(user))
    return {"country": "LU", "clusters": own if len(own) == 1 else [], "version": 0}


def _told_of(cleaned: dict[str, Any]) -> dict[str, str]:
    """Return what is compared with the companies on file, of what was understood."""
    found = {name: str(cleaned.get(name) or "") for name in COLUMNS}
    return found | {"nace": getattr(cleaned.get("nace"), "code", "")}


class AlikeForm(forms.Form):
    """What stands in the form of a company so far, to be compared with those on file; what is too long is nothing."""

    name = forms.CharField(required=False, max_length=300)
    brand = forms.CharField(required=False, max_length=300)
    legal_form = forms.CharField(required=False, max_length=10)
    rcs_number = forms.CharField(required=False, max_length=20)
    vat_number = forms.CharField(required=False, max_length=20)
    street = forms.CharField(required=False, max_length=200)
    postcode = forms.CharField(required=False, max_length=12)
    city = forms.CharField(required=False, max_length=120)
    country = forms.CharField(required=False, max_length=2)
    website = forms.CharField(required=False, max_length=300)
    founded = forms.CharField(required=False, max_length=10)

    def values(self) -> dict[str, str]:
        """Return what was understood, numbers as they are kept."""
        self.is_valid()
        found: dict[str, str] = {name: value for name, value in self.cleaned_data.items() if value}
        for name, check in (("rcs_number", rcs_number), ("vat_number", vat_number)):
            if name in found:
                more = (found.get("country", "LU"),) if name == "vat_number" else ()
                try:
                    found[name] = check(found[name], *more)
                except BadInput:
                    del found[name]
        return found


def _checked(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except BadInput as fault:
        raise forms.ValidationError(str(fault)) from fault


def chosen_data(posted: QueryDict, current: Company) -> QueryDict:
    """Return what was sent, with the values that stand now where the sender chose to keep "theirs"."""
    data = posted.copy()
    for name, value in initial_of(current).items():
        if data.get(f"keep_{name}") == "theirs":
            texts = value if isinstance(value, list) else [value]
            data.setlist(name, ["" if text is None else str(text) for text in texts])
    for each in custom_fields(RecordType.COMPANY):
        if data.get(f"keep_{each.input_name}") == "theirs":
            data.setlist(each.input_name, sent(each, current.custom.get(each.name)))
    return data
