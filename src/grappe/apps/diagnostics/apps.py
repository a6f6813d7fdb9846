from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    name = "grappe.apps.diagnostics"
    label = "diagnostics"
