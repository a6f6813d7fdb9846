"""By what may the list of solutions be narrowed?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters.queries import clusters, themes
from grappe.apps.solutions.enums import SolutionKind


class FilterForm(forms.Form):
    text = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *SolutionKind.choices])
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, things in (("theme", themes()), ("cluster", clusters())):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [("", _("All")), *((thing.slug, str(thing)) for thing in things)]

    def filters(self) -> dict[str, str]:
        """Return what was asked for; a choice that does not exist asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
