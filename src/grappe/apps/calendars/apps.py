from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "grappe.apps.calendars"
    label = "calendars"
