"""What does one fill in about a flagship project, and about one of its partners and its letter of intent?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Language, Role
from grappe.apps.aids import queries as aids
from grappe.apps.companies import queries as companies
from grappe.apps.ideas.enums import OrganisationKind, PartnerRole
from grappe.apps.ideas.operations.flagships import LONGEST, Draft
from grappe.apps.ideas.operations.partners import LETTER_KINDS, LONGEST_NAME, LONGEST_TASKS, PartnerDraft
from grappe.apps.ideas.queries.flagships import (
    BONUSES,
    PLAIN,
    as_written,
    partner_as_written,
    partner_version,
    version_of,
)
from grappe.engines.eligibility import intensity
from grappe.ui.fields import Combobox, DayField, EuroField
from grappe.ui.trilingual import Trilingual

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

YES_NO_UNKNOWN = [
    ("unknown", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")),
]  # fmt: skip
BONUS = "bonus_"
TRUTH = {"yes": True, "no": False}
SIZES = [
    ("", gettext_lazy("as the file says")), ("micro", gettext_lazy("micro")), ("small", gettext_lazy("small")),
    ("medium", gettext_lazy("medium")), ("large", gettext_lazy("large")),
]  # fmt: skip


class FlagshipForm(Trilingual):
    """All of a flagship project but its parts."""

    texts = {
        "names": (gettext_lazy("Name"), 1, LONGEST["names"]),
        "summaries": (gettext_lazy("What it is, in a few sentences"), 5, LONGEST["summaries"]),
        "governance": (gettext_lazy("Governance: who decides what"), 5, LONGEST["governance"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=LONGEST["place"])
    begins_on = DayField(label=gettext_lazy("Begins on"), required=False)
    ends_on = DayField(
        label=gettext_lazy("Ends on"), required=False,
        help_text=gettext_lazy("Costs and money are planned for each year of this period."),
    )  # fmt: skip
    applied_on = DayField(
        label=gettext_lazy("Written application for aid on"), required=False,
        help_text=gettext_lazy("Before work begins, or there is no aid (Regulation (EU) 651/2014, article 6)."),
    )  # fmt: skip
    granted_on = DayField(
        label=gettext_lazy("Aid to be granted on"), required=False,
        help_text=gettext_lazy("Which rules hold on that day; empty: today."),
    )  # fmt: skip
    public = forms.BooleanField(
        label=gettext_lazy("Has a public page"), required=False,
        help_text=gettext_lazy(
            "Everybody reads its name, summary, milestones, what came of it, the partners that have signed a letter, and "
            "your name and e-mail address as whoever runs it; no letters, risks or budget."
        ),
    )  # fmt: skip
    lead = forms.ChoiceField(label=gettext_lazy("Run by"))
    team = forms.MultipleChoiceField(
        label=gettext_lazy("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {
            str(each.pk): each for each in accounts.colleagues(Role.ADMINISTRATOR, Role.CLUSTER_MANAGER)
        }
        language = get_language() or "en"
        for code in BONUSES:
            label = intensity.BONUS_WORDS[code].in_language(language)
            self.fields[f"{BONUS}{code}"] = forms.ChoiceField(
                label=label[:1].upper() + label[1:], choices=YES_NO_UNKNOWN, required=False
            )
        for name in ("lead", "team"):
            self.fields[name].choices = [(key, each.name) for key, each in self.people.items()]

    @property
    def bonuses(self) -> list[forms.BoundField]:
        return [self[f"{BONUS}{code}"] for code in BONUSES]

    def draft(self) -> Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        words: dict[str, Any] = {name: self.text(name) for name in self.texts}
        plain: dict[str, Any] = {name: given[name] for name in PLAIN}
        return Draft(
            **words, **plain, bonuses={code: TRUTH.get(given[f"{BONUS}{code}"]) for code in BONUSES},
            lead=self.people.get(given["lead"]), team=[self.people[key] for key in given["team"]],
        )  # fmt: skip

    @classmethod
    def of(cls, flagship: Any) -> dict[str, Any]:
        """Return what the form shows of a flagship project."""
        return as_written(flagship) | {"version": version_of(flagship)}


class PartnerForm(Trilingual):
    """One partner: a company on file, found by a few letters, or any other organisation by its name and country."""

    texts = {"tasks": (gettext_lazy("What it does in the project"), 2, LONGEST_TASKS)}
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    name = forms.CharField(
        label=gettext_lazy("Organisation"), max_length=LONGEST_NAME,
        widget=Combobox("companies:lookup", chosen="company_id"),
        help_text=gettext_lazy("Companies on file are suggested; for any other, write its name."),
    )  # fmt: skip
    company_id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, min_length=2, initial="LU",
        help_text=gettext_lazy("Two letters: LU, FR, DE, BE …"),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Role in the project"), choices=PartnerRole.choices)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"), choices=OrganisationKind.choices,
        initial=OrganisationKind.FIRM,
        help_text=gettext_lazy("It decides which money is State aid."),
    )  # fmt: skip
    size = forms.ChoiceField(label=gettext_lazy("Size"), choices=SIZES, required=False)
    may_publish = forms.ChoiceField(
        label=gettext_lazy("A research organisation: may it publish its own results?"),
        choices=YES_NO_UNKNOWN, required=False,
    )  # fmt: skip
    programme = forms.ChoiceField(label=gettext_lazy("National aid scheme"), required=False)
    de_minimis = forms.BooleanField(
        label=gettext_lazy("Its national aid is given as de minimis aid"), required=False,
        help_text=gettext_lazy(
            "Then the rates for its costs do not count, but what its whole group was given in three years."
        ),
    )  # fmt: skip
    contact_name = forms.CharField(label=gettext_lazy("Contact"), required=False, max_length=200)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail of the contact"), required=False)
    contact_language = forms.ChoiceField(
        label=gettext_lazy("Language of our mails"), choices=Language.choices, required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.company: Any = None
        self.programmes = {each.slug: each for each in aids.programmes(for_user=user)}
        self.fields["programme"].choices = [
            ("", _("none: block exemption only")),
            *[(slug, str(each)) for slug, each in self.programmes.items()],
        ]

    def clean(self) -> dict[str, Any]:
        """Find the company that was chosen, or the only one on file that is called as was typed."""
        cleaned = super().clean() or {}
        typed, key = cleaned.get("name") or "", cleaned.get("company_id")
        if key is not None:
            try:
                found = companies.company_for(key, for_user=self.user)
            except ObjectDoesNotExist:
                found = None
            self.company = found if found is not None and found.name == typed else None
        if self.company is None and typed:
            same = [each for each in companies.search(typed, for_user=self.user) if each.name == typed]
            self.company = same[0] if len(same) == 1 else None
        if bool(cleaned.get("contact_name")) != bool(cleaned.get("contact_email")):
            field = "contact_email" if cleaned.get("contact_name") else "contact_name"
            if field not in self.errors:
                self.add_error(field, _("A contact has a name and an e-mail address."))
        return cleaned

    def draft(self) -> PartnerDraft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        names = ("name", "country", "role", "kind", "size", "contact_name", "contact_email")
        return PartnerDraft(
            **{name: given[name] for name in names},
            company=self.company, tasks=self.text("tasks"),
            may_publish=TRUTH.get(given["may_publish"]),
            programme=self.programmes.get(given["programme"]), de_minimis=given["de_minimis"],
            contact_language=given["contact_language"] or Language.FRENCH,
        )  # fmt: skip

    @classmethod
    def of(cls, partner: Any) -> dict[str, Any]:
        """Return what the form shows of a partner."""
        return partner_as_written(partner) | {
            "version": partner_version(partner),
            "company_id": partner.company_id,
            "contact_language": partner.contact.language if partner.contact else Language.FRENCH,
        }


class LetterForm(forms.Form):
    """A signed letter of intent."""

    file = forms.FileField(label=gettext_lazy("Signed letter"), allow_empty_file=True)
    signed_on = DayField(label=gettext_lazy("Signed on"))
    eur = EuroField(
        label=gettext_lazy("Amount it promises (EUR)"), help_text=gettext_lazy("Blank: it names no amount.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Taken are: %(kinds)s.") % {
            "kinds": ", ".join(sorted(LETTER_KINDS))
        }

    def given(self) -> dict[str, Any]:
        """Return what was filled in, of a form that is valid."""
        said = self.cleaned_data
        return {"upload": said["file"], "signed_on": said["signed_on"], "eur": said["eur"]}


class EndForm(forms.Form):
    """Why a flagship project ends."""

    why = forms.CharField(
        label=gettext_lazy("What came of it, or why it stops"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
