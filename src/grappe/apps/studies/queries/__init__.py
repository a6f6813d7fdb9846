"""What is read of studies? The names that other apps may rely on."""

from grappe.apps.studies.queries.studies import studies, study_for

__all__ = ["studies", "study_for"]
