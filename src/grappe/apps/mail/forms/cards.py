"""What does one fill in to bring vCards in?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CardsForm(forms.Form):
    file = forms.FileField(
        label=_("File with vCards (.vcf)"), widget=forms.FileInput(attrs={"accept": ".vcf,text/vcard"}),
        help_text=_("From Outlook, Google, Apple or a telephone; several people in one file. Nothing is saved yet."),
    )  # fmt: skip
