from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "grappe.apps.insight"
    label = "insight"
