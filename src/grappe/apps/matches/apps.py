from django.apps import AppConfig


class MatchesConfig(AppConfig):
    name = "grappe.apps.matches"
    label = "matches"
