from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    name = "grappe.apps.roadmaps"
    label = "roadmaps"
