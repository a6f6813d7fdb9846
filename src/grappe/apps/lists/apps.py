from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "grappe.apps.lists"
    label = "lists"
