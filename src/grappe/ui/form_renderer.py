"""How do fields of forms become markup? By Django's own templates of widgets, those for Jinja2 where there are both."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2

WIDGETS = "django/forms/widgets/"


class Renderer(DjangoTemplates):
    """Django's widgets are drawn by its Jinja2 templates: a choice of a hundred takes a tenth of the time.

    All else (Grappe's own widgets, whole forms) stays with Django templates.
    """

    @cached_property
    def quick(self) -> Jinja2:
        return Jinja2()

    def get_template(self, template_name: str) -> Any:
        """Return a template by its name. Raises django.template.TemplateDoesNotExist."""
        return (
            self.quick.get_template(template_name)
            if template_name.startswith(WIDGETS)
            else super().get_template(template_name)
        )
