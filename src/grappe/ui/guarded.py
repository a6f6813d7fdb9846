"""Was it a person who filled in a form that everybody may send? No third party is asked, and nobody has to read pictures.

A field that people do not see, and how long the form was open, tell programs apart. Whoever is taken for one by mistake
is told so, and sends it once more: nothing typed is lost. How often one may send is counted elsewhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SALT = "grappe.ui.guarded"
TOO_FAST, TOO_OLD = timedelta(seconds=3), timedelta(hours=12)


class GuardedForm(forms.Form):
    """A form that strangers send; `about` says which one it is, `at` is now."""

    # No person sees this field; programs that fill in everything give themselves away.
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"), required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, about: str, at: datetime, **kwargs: Any) -> None:
        self.about, self.at = about, at
        kwargs["initial"] = {"stamp": self._stamp()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def _stamp(self) -> str:
        return signing.Signer(salt=SALT).sign_object([self.about, self.at.isoformat()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self._again("website", "")
            raise forms.ValidationError(
                _(
                    "A field that people do not see was filled in. It is empty again: please send the form once more."
                )
            )
        age = self._age(cleaned.get("stamp", ""))
        if age is None or age > TOO_OLD:
            self._again("stamp", self._stamp())
            raise forms.ValidationError(
                _(
                    "This page was open for a long time. What you typed is still here: please send it once more."
                )
            )
        if age < TOO_FAST:
            raise forms.ValidationError(
                _("That was quicker than people type. What you typed is still here: please wait three seconds and "
                  "send it once more.")
            )  # fmt: skip
        return cleaned

    def _age(self, stamp: str) -> timedelta | None:
        """Return how long ago the form was given out; None for a stamp that is not ours, or of another form."""
        try:
            about, moment = signing.Signer(salt=SALT).unsign_object(stamp)
            given = datetime.fromisoformat(moment)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return self.at - given if about == self.about else None

    def _again(self, name: str, value: str) -> None:
        """Put another value into a field of the form as it is shown again."""
        changed: Any = self.data
        changed = changed.copy()
        changed[name] = value
        self.data = changed
