from django.apps import AppConfig


class IdeasConfig(AppConfig):
    name = "grappe.apps.ideas"
    label = "ideas"
