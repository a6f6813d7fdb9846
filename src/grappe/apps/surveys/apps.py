from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "grappe.apps.surveys"
    label = "surveys"
