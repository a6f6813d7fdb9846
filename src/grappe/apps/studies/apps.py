from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "grappe.apps.studies"
    label = "studies"
