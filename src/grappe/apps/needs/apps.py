from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "grappe.apps.needs"
    label = "needs"
