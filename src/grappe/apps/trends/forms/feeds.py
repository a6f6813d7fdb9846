"""What does one fill in to add a source outside, and to narrow its news?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters import queries as clusters


class FeedForm(forms.Form):
    url = forms.URLField(
        label=gettext_lazy("Address of the feed"), max_length=500, assume_scheme="https",
        help_text=gettext_lazy("RSS or Atom. The address is read at once: what is no feed is not added."),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False,
        help_text=gettext_lazy("Left empty, it is called as it calls itself."),
    )  # fmt: skip
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {each.slug: each for each in clusters.themes()}
        field: Any = self.fields["theme"]
        field.choices = [("", _("None")), *[(slug, str(each)) for slug, each in self.themes.items()]]

    def facts(self) -> dict[str, Any]:
        """Return what `operations.feeds.add_feed` takes, of a form that is valid."""
        given = self.cleaned_data
        return {"url": given["url"], "title": given["title"], "theme": self.themes.get(given["theme"])}
