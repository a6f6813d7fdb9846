"""What does somebody say of a file of programmes that is to be imported?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.queries.programme_files import LARGEST_FILE


class ProgrammesUploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("French programmes (JSON Lines) or calls of the European Union (JSON), at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.jsonl,application/json"}),
    )
    catalogue = forms.SlugField(
        label=_("Name of the catalogue"),
        required=False,
        max_length=40,
        help_text=_("Small letters, digits, hyphens. Left empty, the form of the file names it."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return upload

    def clean_catalogue(self) -> str:
        name: str = self.cleaned_data["catalogue"]
        if name != name.lower() or "_" in name:
            raise forms.ValidationError(_("Small letters, digits, hyphens."))
        return name
