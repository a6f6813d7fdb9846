from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "grappe.apps.fields"
    label = "fields"
