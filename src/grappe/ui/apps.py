from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "grappe.ui"
    label = "ui"

    def ready(self) -> None:
        from grappe.ui import ordinals

        ordinals.install()
