from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "grappe.apps.duplicates"
    label = "duplicates"
