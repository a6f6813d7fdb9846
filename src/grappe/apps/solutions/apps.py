from django.apps import AppConfig


class SolutionsConfig(AppConfig):
    name = "grappe.apps.solutions"
    label = "solutions"
