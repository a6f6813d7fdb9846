from django.apps import AppConfig


class TrendsConfig(AppConfig):
    name = "grappe.apps.trends"
    label = "trends"
