"""What does one fill in to put a paper on the table of a group, and to change what it is called and where it belongs?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.documents.enums import KINDS, MOST_MB
from grappe.apps.groups.operations.papers import LONGEST_TITLE
from grappe.apps.groups.queries import papers as queries
from grappe.ui.moments import short_day


class _Placed(forms.Form):
    """What a paper is called, and where it belongs: to the group, a session (`s12`) or a point (`p34`)."""

    fields: dict[str, Any]
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=LONGEST_TITLE, required=False,
        help_text=gettext_lazy("Empty: the name of the file."),
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    inside = forms.BooleanField(
        label=gettext_lazy("For the team only"), required=False,
        help_text=gettext_lazy("Members do not see it; those who run the group do."),
    )  # fmt: skip

    def __init__(self, *args: Any, group: Any, runs: bool = True, of: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not runs:
            del self.fields["inside"]
        self.sessions: dict[str, Any] = {}
        self.points: dict[str, Any] = {}
        choices: list[Any] = [("", _("The whole group"))]
        for session in queries.places_for(group, of=of):
            self.sessions[f"s{session.pk}"] = session
            name = _("Session %(number)s") % {"number": session.number}
            rows = [(f"s{session.pk}", _("The session of %(day)s") % {"day": short_day(session.starts_at)})]
            for point in session.points.all():
                point.session = session
                self.points[f"p{point.pk}"] = point
                rows.append((f"p{point.pk}", point.title))
            choices.append((name, rows))
        self.fields["place"].choices = choices

    def given(self) -> dict[str, Any]:
        """Return what was filled in, of a form that is valid."""
        place = self.cleaned_data["place"]
        return {
            "title": self.cleaned_data["title"],
            "session": self.sessions.get(place),
            "point": self.points.get(place),
        }


class PaperForm(_Placed):
    """A file to put on the table."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    field_order = ("file", "title", "place", "inside")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("At most %(most)d MB. Taken are: %(kinds)s.") % {
            "most": MOST_MB, "kinds": ", ".join(sorted(KINDS)),
        }  # fmt: skip

    def given(self) -> dict[str, Any]:
        """Return what was filled in, of a form that is valid."""
        more = {"upload": self.cleaned_data["file"], "inside": self.cleaned_data.get("inside", False)}
        return super().given() | more


class PaperChangeForm(_Placed):
    """A paper that is on the table already; its file stays."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)

    def __init__(self, *args: Any, paper: Any, **kwargs: Any) -> None:
        begun = queries.as_written(paper) | {"version": queries.version_of(paper)}
        super().__init__(*args, **({"initial": begun, "group": paper.group, "of": paper} | kwargs))

    def given(self) -> dict[str, Any]:
        """Return what was filled in, of a form that is valid; `inside` is None where it is not asked."""
        return super().given() | {
            "inside": self.cleaned_data.get("inside"),
            "version": self.cleaned_data["version"],
        }
