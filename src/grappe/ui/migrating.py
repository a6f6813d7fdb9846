"""How does an empty database come up to date in seconds? Models are drawn once while migrating, not again and again.

Django draws every model that hangs together with the one that changes anew, after each of a thousand steps; with all
models pointing at the people who wrote them, that is all of them. What a new model, field, index or trigger needs in the
database can be read off that one model. Who needs the others as they stand, a step in Python, gets all of them drawn
anew: by what Django has for that, `is_delayed`.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class State(ProjectState):
    """The models on the way through the migrations. What alters, renames or removes is left to Django."""

    def add_model(self, model_state: ModelState) -> None:
        drawn = self.__dict__.pop("apps", None)
        super().add_model(model_state)
        self._draw(drawn, model_state.app_label, model_state.name_lower)

    def add_field(self, app_label: str, model_name: str, *about: Any, **more: Any) -> None:
        drawn = self.__dict__.pop("apps", None)
        super().add_field(app_label, model_name, *about, **more)
        self._draw(drawn, app_label, model_name)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """`delay`: indexes, constraints and triggers, and fields that lead nowhere; nobody else knows of them."""
        if not delay:
            return super().reload_model(app_label, model_name)
        return self._draw(self.__dict__.pop("apps", None), app_label, model_name)

    def rename_model(self, app_label: str, old_name: str, new_name: str) -> None:
        self.__dict__.pop("apps", None)  # drawn anew, all of them, by whoever asks next
        super().rename_model(app_label, old_name, new_name)

    def clone(self) -> ProjectState:
        new = State({key: model.clone() for key, model in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            new.__dict__["apps"] = self.apps.clone()
        new.is_delayed = self.is_delayed
        return new

    def _draw(self, drawn: Any, app_label: str, model_name: str) -> None:
        if drawn is None:
            return
        self.__dict__["apps"] = drawn
        self._reload({(app_label, model_name)})  # type: ignore[attr-defined]
        self.is_delayed = True


class Executor(MigrationExecutor):
    """Begins with such a state."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        begun = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        return State(begun.models, begun.real_apps)
