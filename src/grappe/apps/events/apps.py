from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "grappe.apps.events"
    label = "events"
