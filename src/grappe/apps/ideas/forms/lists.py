"""How is the list of ideas narrowed?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters import queries as clusters
from grappe.apps.ideas.enums import Stage
from grappe.apps.ideas.queries.search import Filters


class NarrowForm(forms.Form):
    """By theme, cluster and people; what the board and the funnel take too."""

    fields: dict[str, Any]
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, things in (("theme", clusters.themes()), ("cluster", clusters.clusters())):
            self.fields[name].choices = [("", _("All")), *[(each.slug, str(each)) for each in things]]

    def filters(self) -> Filters:
        """Return what was asked for; what cannot be read narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return Filters(
            **{name: given.get(name, "") for name in ("theme", "cluster")}, mine=bool(given.get("mine"))
        )


class ListForm(NarrowForm):
    text = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    stage = forms.ChoiceField(label=gettext_lazy("Its stage"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False,
        choices=[
            ("new", gettext_lazy("Newest first")),
            ("waiting", gettext_lazy("Waiting longest first")),
            ("support", gettext_lazy("Most supported first")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("All")), *Stage.choices]

    def filters(self) -> Filters:
        given = self.cleaned_data if self.is_valid() else {}
        return Filters(
            text=given.get("text", "").replace("\x00", " "), stage=given.get("stage", ""),
            theme=given.get("theme", ""), cluster=given.get("cluster", ""), mine=bool(given.get("mine")),
            order=given.get("order") or "new",
        )  # fmt: skip
