from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "grappe.apps.search"
    label = "search"
