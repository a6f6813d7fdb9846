"""What does one fill in to write a campaign, narrow its lists, note a consent, or answer from outside?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.aids import queries as aids
from grappe.apps.campaigns.enums import AnswerKind, Audience, Basis, CampaignState, Purpose, RecipientState
from grappe.apps.campaigns.models import MOST_A_MINUTE, Campaign
from grappe.apps.campaigns.operations.answers import LONGEST_TEXT as LONGEST_ANSWER
from grappe.apps.campaigns.operations.campaigns import LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_TITLE, Draft
from grappe.apps.campaigns.operations.consents import LONGEST_EVIDENCE
from grappe.apps.campaigns.queries.campaigns import SIZES
from grappe.apps.campaigns.queries.messages import booking_kinds
from grappe.apps.campaigns.queries.segments import Segment
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries import reference
from grappe.engines.kernel import Text

ANY = [("", _("All"))]
VERDICTS = [
    ("", _("All companies, whatever the sweep says")),
    ("eligible", _("Those eligible for the programme in the last sweep")),
    ("possible", _("Those eligible or undetermined in the last sweep")),
    ("company_fits", _("Those of whom nothing about the company itself is open in the last sweep")),
    ("undetermined", _("Those of whom something is unknown in the last sweep")),
]


def is_slug(slug: str) -> bool:
    """Return whether a text can be a programme's name in an address at all."""
    return len(slug) <= 80 and slug.replace("-", "").replace("_", "").isalnum()


class SegmentForm(forms.Form):
    """Which companies, and who of them."""

    fields: dict[str, Any]  # choices are known only once a form is made
    programme = forms.ChoiceField(label=_("Programme it is about"), required=False)
    verdict = forms.ChoiceField(label=_("Companies by the sweep"), required=False, choices=VERDICTS)
    newly = forms.BooleanField(label=_("Only newly eligible since the sweep before"), required=False)
    clusters = forms.MultipleChoiceField(
        label=_("Clusters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all that you may write to."),
    )
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[*ANY, *SIZES.items()])
    place = forms.ChoiceField(label=_("Canton or commune"), required=False)
    section = forms.ChoiceField(label=_("Branch of activity (NACE)"), required=False)
    need_theme = forms.ChoiceField(label=_("With an open need of the theme"), required=False)
    again = forms.BooleanField(
        label=_("Only those written to about this before who have not answered"), required=False
    )
    picked_only = forms.BooleanField(
        label=_("Only those added from lists"),
        required=False,
        help_text=_("In Lists and files, tick companies or people and add them to this campaign."),
    )
    companies = forms.CharField(required=False, widget=forms.HiddenInput)
    campaign = forms.IntegerField(
        required=False, widget=forms.HiddenInput
    )  # whose added ones are counted too
    topic = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=Purpose.choices,
        help_text=_("Only those who allow mails for this purpose are written to."),
    )
    audience = forms.ChoiceField(label=_("To whom"), choices=Audience.choices, widget=forms.RadioSelect)
    opt_in_only = forms.BooleanField(
        label=_("Only those who asked for it (no mere relationship)"), required=False
    )

    def __init__(self, *args: Any, for_user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"purpose": Purpose.AIDS, "audience": Audience.HEADS} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.programmes = {each.slug: each for each in aids.programmes(for_user=for_user)}
        self._also(str(self.data.get("programme") or self.initial.get("programme") or ""), for_user)
        named = sorted((str(each), slug) for slug, each in self.programmes.items())
        self.fields["programme"].choices = [("", _("None")), *((slug, name) for name, slug in named)]
        self.fields["clusters"].choices = [(each.slug, str(each)) for each in clusters.clusters()]
        self.fields["need_theme"].choices = [*ANY, *((each.slug, str(each)) for each in clusters.themes())]
        self.fields["section"].choices = [
            *ANY, *((row.code, f"{row.code} {row.label}") for row in reference.nace_sections())
        ]  # fmt: skip
        self.fields["place"].choices = [
            *ANY,
            *(
                (canton, [(f"canton:{canton}", _("Canton of %(name)s") % {"name": canton}),
                          *((str(commune.pk), commune.name) for commune in rows)])
                for canton, rows in reference.communes_by_canton().items()
            ),
        ]  # fmt: skip

    def _also(self, slug: str, user: Any) -> None:
        """Offer a programme of another catalogue too, where a page led here for it."""
        if slug and slug not in self.programmes and is_slug(slug):
            try:
                self.programmes[slug] = aids.programme_for(slug, for_user=user)
            except ObjectDoesNotExist:
                pass  # said as no choice, like any other word

    def clean_companies(self) -> tuple[int, ...]:
        """Return the ids of a list of companies that another page handed over: numbers by commas."""
        words = [word for word in self.cleaned_data["companies"].split(",") if word.strip()]
        if not all(word.strip().isdecimal() and len(word.strip()) < 19 for word in words):
            raise forms.ValidationError(_("The list of companies is not one."))
        return tuple(int(word) for word in words)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("verdict") or cleaned.get("newly")) and not cleaned.get("programme"):
            self.add_error("programme", _("Choose the programme whose sweep you mean."))
        return cleaned

    def segment(self) -> Segment:
        """Return the segment of a form that is valid."""
        asked = self.cleaned_data
        place = asked.get("place", "")
        return Segment(
            clusters=tuple(asked.get("clusters", ())),
            size=asked.get("size", ""),
            canton=place.removeprefix("canton:") if place.startswith("canton:") else "",
            commune=int(place) if place.isdecimal() else None,
            section=asked.get("section", ""),
            verdict=asked.get("verdict", "") or ("eligible" if asked.get("newly") else ""),
            newly=bool(asked.get("newly")),
            need_theme=asked.get("need_theme", ""),
            companies=asked.get("companies", ()),
            again=bool(asked.get("again")),
            picked_only=bool(asked.get("picked_only")),
        )

    @staticmethod
    def of_segment(segment: Segment) -> dict[str, Any]:
        """Return what the form shows for a segment."""
        place = f"canton:{segment.canton}" if segment.canton else str(segment.commune or "")
        return {
            "clusters": list(segment.clusters), "size": segment.size, "place": place, "section": segment.section,
            "verdict": segment.verdict, "newly": segment.newly, "companies": ",".join(map(str, segment.companies)),
            "need_theme": segment.need_theme, "again": segment.again, "picked_only": segment.picked_only,
        }  # fmt: skip


class CampaignForm(SegmentForm):
    """A whole campaign: whom, about what, and the words in three languages."""

    title = forms.CharField(
        label=_("Name of the campaign"),
        max_length=LONGEST_TITLE,
        help_text=_("Only you and the team see it."),
    )
    fallback = forms.ChoiceField(
        label=_("Where a language is missing, write in"),
        required=False,
        choices=[("", _("Nothing stands in: every language must be there")), *Language.choices],
    )
    per_minute = forms.IntegerField(
        label=_("Mails a minute at most"), min_value=1, max_value=MOST_A_MINUTE, initial=60
    )
    booking = forms.TypedChoiceField(
        label=_("Times that {booking} leads to"), required=False, coerce=int, empty_value=None,
        help_text=_("Of those that whoever began the campaign offers under “Times to book”."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owner: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = booking_kinds(owner if owner is not None else kwargs["for_user"].pk)
        chosen = self.initial.get("booking")
        if len(kinds) > 1 or chosen:  # of one there is nothing to choose
            named = [(pk, Text.of(names).in_language(get_language() or "en")) for pk, names in kinds]
            self.fields["booking"].choices = [("", _("The oldest that is offered")), *named]
        else:
            del self.fields["booking"]
        for code, name in Language.choices:
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s)") % {"language": name}, required=False, max_length=LONGEST_SUBJECT,
                widget=forms.TextInput(attrs={"lang": code}),
            )  # fmt: skip
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text (%(language)s)") % {"language": name}, required=False, max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"lang": code, "rows": 9}),
            )  # fmt: skip

    @property
    def words(self) -> list[tuple[str, str, Any, Any]]:
        """The fields of the words, language by language: code, name, subject, text."""
        return [
            (code, str(name), self[f"subject_{code}"], self[f"text_{code}"])
            for code, name in Language.choices
        ]

    def draft(self) -> Draft:
        """Return what was written, of a form that is valid."""
        asked = self.cleaned_data
        return Draft(
            title=asked["title"], segment=self.segment(), purpose=asked["purpose"], audience=asked["audience"],
            opt_in_only=asked["opt_in_only"], programme=self.programmes.get(asked["programme"]),
            subjects={code: asked[f"subject_{code}"] for code in Language.values},
            texts={code: asked[f"text_{code}"] for code in Language.values},
            fallback=asked["fallback"], per_minute=asked["per_minute"], booking=asked.get("booking"),
        )  # fmt: skip

    @classmethod
    def of(cls, campaign: Campaign) -> dict[str, Any]:
        """Return what the form shows for a campaign."""
        plain = (
            "topic",
            "title",
            "purpose",
            "audience",
            "opt_in_only",
            "fallback",
            "per_minute",
            "booking",
            "version",
        )
        shown = {name: getattr(campaign, name) for name in plain}
        shown["campaign"] = campaign.pk
        shown["programme"] = campaign.programme.slug if campaign.programme else ""
        for code in Language.values:
            shown[f"subject_{code}"] = campaign.subjects.get(code, "")
            shown[f"text_{code}"] = campaign.texts.get(code, "")
        return shown | cls.of_segment(Segment.of(campaign.segment))


class ListForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *CampaignState.choices])


class RecipientsForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *RecipientState.choices])


class MoveForm(forms.Form):
    """A change of state, with what the person had before them."""

    to_state = forms.ChoiceField(choices=CampaignState.choices)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen_state = forms.ChoiceField(choices=CampaignState.choices)
    seen_version = forms.IntegerField()


class ConsentForm(forms.Form):
    """What somebody allows, and how we know."""

    email = forms.CharField(max_length=254, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    basis = forms.ChoiceField(label=_("On which basis"), choices=Basis.choices)
    evidence = forms.CharField(
        label=_("How we know"),
        max_length=LONGEST_EVIDENCE,
        help_text=_("For example: said so at the visit of 3 March."),
    )


class AnswerForm(forms.Form):
    """The answer of somebody outside."""

    kind = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed only with “Not for us”: briefly why."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(each.value, WORDS_OF_ANSWERS[each]) for each in AnswerKind]


WORDS_OF_ANSWERS = {
    AnswerKind.INTERESTED: _("Yes, this interests us"),
    AnswerKind.CALL: _("Please call me"),
    AnswerKind.NOT_FOR_US: _("Not for us"),
    AnswerKind.WRONG_PERSON: _("I am not the right person"),
}


class ChoicesForm(forms.Form):
    """Which mails somebody outside wants."""

    purposes = forms.MultipleChoiceField(
        label=_("I would like to get"),
        required=False,
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class NeedForm(forms.Form):
    theme = forms.ChoiceField(label=_("Theme"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ChoiceField)
        theme.choices = [(each.slug, str(each)) for each in clusters.themes()]


class CallForm(forms.Form):
    """When to call."""

    starts_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def clean_starts_at(self) -> datetime:
        """Return the moment, aware of its time zone."""
        found: datetime = self.cleaned_data["starts_at"]
        return found if timezone.is_aware(found) else timezone.make_aware(found)


class CameBackForm(forms.Form):
    reason = forms.CharField(
        label=_("What the answer of the mail server says"), required=False, max_length=200
    )
