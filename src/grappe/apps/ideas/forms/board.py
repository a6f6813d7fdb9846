"""What is filled in on the board of an ideation campaign: the title of a group, and why an answer is hidden?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.operations.answers import LONGEST_WHY
from grappe.apps.ideas.queries.challenge_board import LONGEST_TITLE
from grappe.ui.trilingual import Trilingual


class GroupForm(Trilingual):
    """What a group is called; voters read it in their language where it has one."""

    texts = {"titles": (_("Title"), 1, LONGEST_TITLE)}


class HideForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is hidden"), required=False, max_length=LONGEST_WHY,
        help_text=_("Whoever wrote the answer reads it."),
    )  # fmt: skip
