from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "grappe.apps.documents"
    label = "documents"
