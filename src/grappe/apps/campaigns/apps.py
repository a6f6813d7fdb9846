from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "grappe.apps.campaigns"
    label = "campaigns"
