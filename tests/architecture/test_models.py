"""Does every relation between models point down the list of apps? String foreign keys are not imports."""

from __future__ import annotations

import tomllib

from django.apps import apps

from architecture.source import ROOT


def story() -> dict[str, int]:
    """Return the height of each app's layer, from the import-linter contract itself; higher stands higher."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == "story")
    height = {}
    for level, layer in enumerate(reversed(contract["layers"])):
        for name in layer.split("|"):
            height[name.strip(" ()")] = level
    return height


def upward(source: str, target: str, height: dict[str, int]) -> bool:
    """Return whether a relation from app `source` to app `target` points up, or sideways to a neighbour."""
    return source != target and source in height and target in height and height[target] >= height[source]


def test_every_relation_points_down():
    height = story()
    faults = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        and upward(model._meta.app_label, field.related_model._meta.app_label, height)
    ]  # fmt: skip
    assert not faults


def test_a_relation_that_points_up_is_seen():
    height = story()
    assert upward("companies", "needs", height)
    assert upward("aids", "solutions", height)
    assert not upward("needs", "companies", height)


def test_migrations_are_complete(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
