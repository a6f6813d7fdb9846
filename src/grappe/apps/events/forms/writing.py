"""What does one fill in to write an event, its programme and its questions, or to enter somebody by hand?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters import queries as clusters
from grappe.apps.events.enums import EventKind, EventMode, QuestionKind, Visibility
from grappe.apps.events.forms.public import AnswersForm
from grappe.apps.events.operations.events import LONGEST, Draft
from grappe.apps.events.queries.writing import PLAIN, as_written, version_of
from grappe.ui.fields import MomentField
from grappe.ui.trilingual import CODES, Trilingual


class EventForm(Trilingual):
    """All of an event."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, LONGEST["titles"]),
        "summaries": (gettext_lazy("In one or two sentences"), 2, LONGEST["summaries"]),
        "descriptions": (gettext_lazy("Description"), 6, LONGEST["descriptions"]),
        "directions": (gettext_lazy("How to get there"), 2, LONGEST["directions"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=EventKind.choices)
    mode = forms.ChoiceField(label=gettext_lazy("How one takes part"), choices=EventMode.choices)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may come"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    starts_at = MomentField(label=gettext_lazy("Begins"))
    ends_at = MomentField(label=gettext_lazy("Ends"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    address = forms.CharField(label=gettext_lazy("Address of the place"), max_length=300, required=False)
    video_link = forms.URLField(
        label=gettext_lazy("Video link"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("Only those who have a seat get it."),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats on site"), required=False, min_value=1, max_value=100_000,
        help_text=gettext_lazy("Empty: no limit."),
    )  # fmt: skip
    online_capacity = forms.IntegerField(
        label=gettext_lazy("Seats online"), required=False, min_value=1, max_value=100_000,
        help_text=gettext_lazy("Empty: no limit."),
    )  # fmt: skip
    waiting_list = forms.BooleanField(label=gettext_lazy("Waiting list when it is full"), required=False)
    registration_from = MomentField(label=gettext_lazy("Registration opens"), required=False)
    registration_until = MomentField(label=gettext_lazy("Registration closes"), required=False)
    keep_days = forms.IntegerField(
        label=gettext_lazy("Days the list of participants is kept"), min_value=1, max_value=3_650,
        help_text=gettext_lazy("After the event; then it is erased or made anonymous."),
    )  # fmt: skip
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    team = forms.MultipleChoiceField(
        label=gettext_lazy("Who prepares it with you"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organiser: int, **kwargs: Any) -> None:
        plain = {"waiting_list": True, "keep_days": 180, "kind": "thematic", "mode": "on_site"}
        kwargs["initial"] = plain | {"visibility": "public"} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.known: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "team": {str(each.pk): each for each in clusters.managers() if each.pk != organiser},
        }
        for name, things in self.known.items():
            listed = [
                (key, str(getattr(thing, "name", thing) if name == "team" else thing))
                for key, thing in things.items()
            ]
            self.fields[name].choices = [("", _("None")), *listed] if name == "theme" else listed

    def draft(self) -> Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        plain: dict[str, Any] = {name: given[name] for name in PLAIN}
        words: dict[str, Any] = {name: self.text(name) for name in self.texts}
        return Draft(
            **plain, **words,
            theme=self.known["theme"].get(given["theme"]),
            clusters=[self.known["clusters"][slug] for slug in given["clusters"]],
            team=[self.known["team"][key] for key in given["team"]],
        )  # fmt: skip

    @classmethod
    def of(cls, event: Any) -> dict[str, Any]:
        """Return what the form shows of an event."""
        return as_written(event) | {"version": version_of(event)}


class SessionForm(Trilingual):
    """One part of the programme."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, 200),
        "abstracts": (gettext_lazy("What it is about"), 3, 4_000),
    }
    starts_at = MomentField(label=gettext_lazy("Begins"))
    ends_at = MomentField(label=gettext_lazy("Ends"))
    room = forms.CharField(label=gettext_lazy("Room"), max_length=120, required=False)
    speakers = forms.MultipleChoiceField(
        label=gettext_lazy("Speakers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, event: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.pk): each for each in event.speakers.all()}
        self.fields["speakers"].choices = [(key, each.name) for key, each in self.known.items()]
        if not self.known:
            del self.fields["speakers"]

    def values(self) -> dict[str, Any]:
        """Return what `save_session` takes, of a form that is valid."""
        given = self.cleaned_data
        return {
            "titles": self.text("titles"), "abstracts": self.text("abstracts"), "starts_at": given["starts_at"],
            "ends_at": given["ends_at"], "room": given["room"],
            "speakers": [self.known[key] for key in given.get("speakers", [])],
        }  # fmt: skip

    @classmethod
    def of(cls, session: Any) -> dict[str, Any]:
        names = ("starts_at", "ends_at", "room")
        shown = {name: getattr(session, name) for name in names} | cls.spread(session)
        return shown | {"speakers": [str(each.pk) for each in session.speakers.all()]}


class SpeakerForm(Trilingual):
    """Somebody who speaks."""

    texts = {"about": (gettext_lazy("About them"), 3, 2_000)}
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=200, required=False)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=200, required=False)

    def __init__(self, *args: Any, event: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what `save_speaker` takes, of a form that is valid."""
        names = ("name", "function", "organisation")
        return {name: self.cleaned_data[name] for name in names} | {"about": self.text("about")}

    @classmethod
    def of(cls, speaker: Any) -> dict[str, Any]:
        return {name: getattr(speaker, name) for name in ("name", "function", "organisation")} | cls.spread(
            speaker
        )


class QuestionForm(Trilingual):
    """What is asked at the registration."""

    texts = {
        "labels": (gettext_lazy("Question"), 1, 300),
        "lines": (gettext_lazy("Choices, one a line"), 3, 10_000),
    }
    kind = forms.ChoiceField(label=gettext_lazy("How it is answered"), choices=QuestionKind.choices)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)

    def __init__(self, *args: Any, event: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what `save_question` takes, of a form that is valid: the lines of each language side by side."""
        lines = {
            code: [line.strip() for line in text.splitlines() if line.strip()]
            for code, text in self.text("lines").items()
        }
        longest = max(len(rows) for rows in lines.values())
        choices = [
            {code: rows[place] for code, rows in lines.items() if place < len(rows)}
            for place in range(longest)
        ]
        given = self.cleaned_data
        return {
            "labels": self.text("labels"), "kind": given["kind"], "required": given["required"], "choices": choices,
        }  # fmt: skip

    @classmethod
    def of(cls, question: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"kind": question.kind, "required": question.required}
        for code in CODES:
            shown[f"labels_{code}"] = question.labels.get(code, "")
            shown[f"lines_{code}"] = "\n".join(each.get(code, "") for each in question.choices).strip("\n")
        return shown


class ByHandForm(AnswersForm):
    """Somebody whom the organiser enters; nothing that the organiser asks must be answered."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, max_length=254,
        help_text=gettext_lazy("Without one they get no mails."),
    )  # fmt: skip
    beyond = forms.BooleanField(label=gettext_lazy("Give a seat even when all are taken"), required=False)
    field_order = ("name", "email", "organisation", "function", "attendance")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        for question in self.questions:
            self.fields[f"q{question.pk}"].required = False
        self.order_fields([*self.field_order])
