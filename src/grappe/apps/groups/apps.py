from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "grappe.apps.groups"
    label = "groups"
