from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "grappe.config.doors"
    label = "doors"

    def ready(self) -> None:
        from grappe.config.doors import checks, happened  # noqa: F401  # checks are registered by being there

        happened.listen()
