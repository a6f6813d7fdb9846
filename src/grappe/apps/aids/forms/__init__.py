"""What do people type about aids? One module for each thing that is asked."""

from grappe.apps.aids.forms.drafts import CriterionForm, GroupForm, StartForm, UnknownForm
from grappe.apps.aids.forms.programmes import AnswerForm, AsOfForm, FilterForm

__all__ = ["CriterionForm", "GroupForm", "StartForm", "UnknownForm", "AnswerForm", "AsOfForm", "FilterForm"]
