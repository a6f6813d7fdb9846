from django.apps import AppConfig


class AidsConfig(AppConfig):
    name = "grappe.apps.aids"
    label = "aids"
