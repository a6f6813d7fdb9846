"""What does one fill in to change an indicator?"""

from grappe.apps.reporting.forms.definitions import DefinitionForm, OwnerForm, TargetsForm

__all__ = ["DefinitionForm", "OwnerForm", "TargetsForm"]
