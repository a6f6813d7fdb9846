from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "grappe.apps.texts"
    label = "texts"
