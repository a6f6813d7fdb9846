"""Which tables have the aids? One module for each thing that is kept."""

from grappe.apps.aids.models.awards import Award
from grappe.apps.aids.models.programmes import Programme, ProgrammeVector, Vocabulary

__all__ = ["Award", "Programme", "ProgrammeVector", "Vocabulary"]
