from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "grappe.config.doors"
    label = "doors"

    def ready(self) -> None:
        from django.contrib import admin

        from grappe.config.doors import happened, raw_pages

        happened.listen()
        admin.site.login = raw_pages.login  # type: ignore[method-assign]  # the same door, the same factors
