from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "grappe.apps.reporting"
    label = "reporting"
