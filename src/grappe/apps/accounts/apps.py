from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "grappe.apps.accounts"
    label = "accounts"
