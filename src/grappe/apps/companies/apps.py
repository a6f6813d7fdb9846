from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "grappe.apps.companies"
    label = "companies"
