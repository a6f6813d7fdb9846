"""What did each app say of its tables? All of it in one place, lowest app first, so that what a row hangs on comes before."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from grappe.apps.privacy.queries import others

if TYPE_CHECKING:
    from django.db.models import Model

    from grappe.ui.personal import Table


@lru_cache(maxsize=1)
def modules() -> tuple[ModuleType, ...]:
    """Return where each app says it, lowest first; by name, so that no app is forgotten, neither one that stands beside."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("grappe.apps.")]
    found: list[ModuleType] = [others]
    for config in reversed(ours):
        queries = f"{config.name}.queries"
        if module_has_submodule(config.module, "queries") and module_has_submodule(
            import_module(queries), "personal"
        ):
            found.append(import_module(f"{queries}.personal"))
    return tuple(found)


@lru_cache(maxsize=1)
def tables() -> dict[type[Model], Table]:
    """Return what is said of each model, lowest app first."""
    return {table.model: table for module in modules() for table in module.TABLES}


@lru_cache(maxsize=1)
def held_tables() -> tuple[Table, ...]:
    """Return the tables with rows that are somebody's, each after those that its relations lead to."""
    waiting, done = [table for table in tables().values() if table.holds], []
    while waiting:
        behind = {table.model for table in waiting}
        ready = [table for table in waiting if not (_targets(table) - {table.model}) & behind]
        assert ready, "these tables hang on one another"
        done += ready
        waiting = [table for table in waiting if table not in ready]
    return tuple(done)


@lru_cache(maxsize=1)
def histories() -> dict[type[Model], type[Model]]:
    """Return where the earlier versions of each model's rows are kept."""
    return {
        model.pgh_tracked_model: model
        for model in apps.get_models(include_auto_created=True)
        if hasattr(model, "pgh_tracked_model")
    }


def _targets(table: Table) -> set[type[Model]]:
    return {table.model._meta.get_field(name).related_model for name in table.own}  # type: ignore[misc]
