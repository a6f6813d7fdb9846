"""What does one fill in to plan, change or call off a session, and to write its agenda?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.groups.enums import PointKind
from grappe.apps.groups.operations.agenda import PointDraft
from grappe.apps.groups.operations.sessions import LONGEST, MOST, SHORTEST, SessionDraft
from grappe.apps.groups.queries import agenda, sessions
from grappe.ui.fields import MomentField


class SessionForm(forms.Form):
    """All of a session. Times are those of the clocks in Luxembourg."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    title = forms.CharField(label=_("What about"), required=False, max_length=MOST["title"])
    starts_at = MomentField(label=_("Begins (Luxembourg time)"))
    minutes_long = forms.IntegerField(
        label=_("Length in minutes"), min_value=SHORTEST, max_value=LONGEST, initial=90
    )
    link = forms.URLField(
        label=_("Video link"), required=False, max_length=MOST["link"], assume_scheme="https",
        help_text=_("Members find it on their page, in the invitation and in their calendar."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), required=False, max_length=MOST["place"])
    message = forms.CharField(
        label=_("Words for the invitation"), required=False, max_length=MOST["message"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes_long"].widget.attrs["step"] = 5

    def draft(self) -> SessionDraft:
        """Return what was written, of a form that is valid."""
        return SessionDraft(**{name: self.cleaned_data[name] for name in sessions.PLAIN})

    @classmethod
    def of(cls, session: Any) -> dict[str, Any]:
        return sessions.as_written(session) | {"version": sessions.version_of(session)}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is called off"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PointForm(forms.Form):
    """A point of the agenda."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    title = forms.CharField(label=_("Point"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PointKind.choices, widget=forms.RadioSelect)
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, initial=15)
    presenter = forms.ChoiceField(label=_("Presented by"), required=False)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, session: Any, point: Any = None, **kwargs: Any) -> None:
        begun = self.of(point) if point is not None else {"kind": PointKind.DISCUSSION}
        super().__init__(*args, **({"initial": begun} | kwargs))
        people = agenda.presenters(session.group)
        if point is not None and point.presenter is not None and point.presenter not in people:
            people.append(point.presenter)  # has left meanwhile
        self.known = {str(each.pk): each for each in people}
        field: Any = self.fields["presenter"]
        field.choices = [
            ("", _("Nobody in particular")),
            *[(key, each.name) for key, each in self.known.items()],
        ]

    def draft(self) -> PointDraft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        return PointDraft(
            presenter=self.known.get(given["presenter"]), **{name: given[name] for name in agenda.PLAIN}
        )

    @classmethod
    def of(cls, point: Any) -> dict[str, Any]:
        return agenda.as_written(point) | {"version": agenda.version_of(point)}
