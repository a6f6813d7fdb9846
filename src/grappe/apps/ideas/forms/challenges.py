"""What does one fill in to start or change an ideation campaign, to look for whom to invite, and to answer it?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Language, Role
from grappe.apps.clusters import queries as clusters
from grappe.apps.ideas.models.challenges import MOST_VOTES
from grappe.apps.ideas.operations import answers
from grappe.apps.ideas.operations.challenges import LONGEST, ChallengeDraft
from grappe.apps.ideas.queries.challenges import PLAIN, as_written, version_of
from grappe.ui.fields import MomentField
from grappe.ui.guarded import GuardedForm
from grappe.ui.trilingual import Trilingual


class ListForm(forms.Form):
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    mine = forms.BooleanField(label=_("Those I facilitate"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["cluster"].choices = [
            ("", _("All")),
            *[(each.slug, str(each)) for each in clusters.clusters()],
        ]
        fields["theme"].choices = [("", _("All")), *[(each.slug, str(each)) for each in clusters.themes()]]


class ChallengeForm(Trilingual):
    """All of an ideation campaign."""

    texts = {
        "questions": (_("The question"), 2, LONGEST["questions"]),
        "backgrounds": (
            _("Background: why it is asked, what happens with the answers"),
            5,
            LONGEST["backgrounds"],
        ),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    opens_at = MomentField(label=_("Answers from"))
    answers_until = MomentField(label=_("Answers until"))
    votes_from = MomentField(
        label=_("Votes from"),
        help_text=_("Between the last answer and the vote you group the answers: leave yourself some days."),
    )
    votes_until = MomentField(label=_("Votes until"))
    votes_each = forms.IntegerField(label=_("Votes each"), min_value=1, max_value=MOST_VOTES)
    listed = forms.BooleanField(
        label=_("Everybody may take part by the open address"), required=False,
        help_text=_("Whoever comes by it confirms their e-mail address first. Without it only who is invited takes part."),
    )  # fmt: skip
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    clusters = forms.MultipleChoiceField(
        label=_("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ChoiceField(label=_("Facilitated by"))
    team = forms.MultipleChoiceField(
        label=_("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"votes_each": 5} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        people = {
            str(each.pk): each for each in accounts.colleagues(Role.ADMINISTRATOR, Role.CLUSTER_MANAGER)
        }
        self.known: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "lead": people,
            "team": people,
        }
        for name, things in self.known.items():
            listed = [(key, str(thing)) for key, thing in things.items()]
            self.fields[name].choices = [("", _("None")), *listed] if name == "theme" else listed

    def draft(self) -> ChallengeDraft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        words: dict[str, Any] = {name: self.text(name) for name in self.texts}
        plain: dict[str, Any] = {name: given[name] for name in PLAIN}
        return ChallengeDraft(
            **words, **plain,
            theme=self.known["theme"].get(given["theme"]),
            clusters=[self.known["clusters"][slug] for slug in given["clusters"]],
            lead=self.known["lead"].get(given["lead"]),
            team=[self.known["team"][key] for key in given["team"]],
        )  # fmt: skip

    @classmethod
    def of(cls, challenge: Any) -> dict[str, Any]:
        """Return what the form shows of a campaign."""
        return as_written(challenge) | {"version": version_of(challenge)}


class AnswerForm(forms.Form):
    """One answer; the operation says what is wrong with it, so that each way in says the same."""

    text = forms.CharField(
        label=_("Your answer"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": answers.LONGEST}),
        help_text=_("One idea in each answer; one sentence is enough, 1,000 characters are the most."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Written in"), choices=Language.choices)


class TakePartForm(GuardedForm):
    """Who comes by the open address."""

    fields: dict[str, Any]
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    organisation = forms.CharField(
        label=_("Company or organisation"), max_length=300, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of our mails to you"), choices=Language.choices)


class AudienceForm(forms.Form):
    """By what people are looked for."""

    clusters = forms.MultipleChoiceField(
        label=_("People of the companies of these clusters"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    event = forms.ChoiceField(label=_("Who came to an event"), required=False)
    group = forms.ChoiceField(label=_("Members of a working group"), required=False)
    colleagues = forms.BooleanField(label=_("All colleagues"), required=False)
    outsiders = forms.CharField(
        label=_("Others, one a line: name, e-mail, language (fr, de or en)"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, events: list[Any], groups: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {
            "event": {str(each.pk): each for each in events},
            "group": {str(each.pk): each for each in groups},
        }
        fields: dict[str, Any] = self.fields
        fields["clusters"].choices = [(each.slug, str(each)) for each in clusters.clusters()]
        for name, nothing in (("event", _("No event")), ("group", _("No working group"))):
            things = [(key, str(thing)) for key, thing in self.known[name].items()]
            fields[name].choices = [("", nothing), *things]

    def clean_outsiders(self) -> list[tuple[str, str, str]]:
        """Return name, address and language of each line. Each line that cannot be read is said."""
        found: list[tuple[str, str, str]] = []
        for number, line in enumerate(self.cleaned_data["outsiders"].splitlines(), 1):
            parts = [part.strip() for part in line.replace(";", ",").split(",")]
            if not any(parts):
                continue
            language = parts[2].lower() if len(parts) == 3 else Language.FRENCH
            if len(parts) not in (2, 3) or not parts[0] or language not in Language.values:
                raise forms.ValidationError(
                    gettext(
                        "Line %(number)d: write name, e-mail and, if you like, fr, de or en, parted by commas."
                    )
                    % {"number": number}
                )
            try:
                forms.EmailField().clean(parts[1])
            except forms.ValidationError as fault:
                raise forms.ValidationError(
                    gettext("Line %(number)d: “%(email)s” is not an e-mail address.")
                    % {"number": number, "email": parts[1]}
                ) from fault
            found.append((parts[0], parts[1], str(language)))
        return found
