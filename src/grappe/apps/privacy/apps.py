from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "grappe.apps.privacy"
    label = "privacy"
