from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "grappe.ui"
    label = "ui"
