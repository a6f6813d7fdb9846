"""What does one fill in to begin a chapter, or to give it other headings?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.studies.operations.chapters import LONGEST_HEADING
from grappe.apps.studies.queries.chapters import as_written, version_of
from grappe.ui.trilingual import Trilingual


class HeadingForm(Trilingual):
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    texts = {"headings": (_("Heading"), 1, LONGEST_HEADING)}

    @staticmethod
    def of(section: Any) -> dict[str, Any]:
        return as_written(section) | {"version": version_of(section)}
