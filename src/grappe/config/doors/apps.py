from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "grappe.config.doors"
    label = "doors"

    def ready(self) -> None:
        from grappe.config.doors import happened

        happened.listen()
