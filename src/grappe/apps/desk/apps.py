from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "grappe.apps.desk"
    label = "desk"
