from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "grappe.apps.clusters"
    label = "clusters"
