from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "grappe.apps.mail"
    label = "mail"
