"""Is it said of every table what it holds of people? What is not said fails, also in tables of libraries and in history."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import HalfVectorField

from grappe.apps.privacy.queries.declared import held_tables, histories, modules, tables
from grappe.ui.personal import Table, Why

TELLING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
    models.GeneratedField,
    ArrayField,
    HalfVectorField,
)


def everything() -> list[type[models.Model]]:
    """Every table there is: not views of the history, nor earlier versions, whose columns are those of the rows."""
    kept = set(histories().values())
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed is not False or model._meta.app_label == "procrastinate"
        if not model._meta.proxy
        and model not in kept
        and not model._meta.label.startswith("pghistory.Events")
        if model._meta.label != "pghistory.MiddlewareEvents"
    ]


def telling(model: type[models.Model]) -> set[str]:
    """The columns of a model that can say something of somebody: text, data, bytes, files, addresses of machines."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TELLING) and not field.choices and not isinstance(field, models.SlugField)
    }


def to_people(model: type[models.Model], said: dict[type[models.Model], Table]) -> set[str]:
    """The relations of a model to a row that is somebody's, save to accounts: of these `Why.KEYS` tells."""
    return {
        field.name
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.is_relation
        and field.related_model in said
        and said[field.related_model].holds
        and field.related_model._meta.label != "accounts.User"
    }


def faults(found: list[type[models.Model]], said: dict[type[models.Model], Table]) -> list[str]:
    """What is not said of these models, and what is said of what is not there."""
    wrong = []
    for model in found:
        name, through = model._meta.label, model._meta.auto_created
        if through:  # rows between two tables: their keys are all there is
            continue
        if model not in said:
            wrong.append(f"{name}: nobody said what it holds of people")
            continue
        table = said[model]
        wrong += [f"{name}.{each}: nothing is said of it" for each in sorted(telling(model) - table.said)]
        if table.holds:
            more = to_people(model, said) - table.said
            wrong += [f"{name}.{each}: leads to somebody; whose row is it?" for each in sorted(more)]
        there = {field.name for field in model._meta.get_fields()}
        wrong += [f"{name}.{each}: there is no such column" for each in sorted(table.said - there)]
        twice = [
            each for each in table.said if sum(each in group for group in columns(table)) > 1
        ]  # in `own` and `links` at once, say
        wrong += [f"{name}.{each}: said twice" for each in sorted(twice)]
    return wrong


def columns(table: Table) -> list[tuple[str, ...]]:
    return [
        table.emails,
        table.names,
        table.details,
        table.beside,
        table.words,
        table.plain,
        table.sealed,
        table.content,
        table.files,
        table.own,
        table.links,
        table.marks,
    ]


def test_every_table_says_what_it_holds_of_people():
    assert not faults(everything(), tables())


def test_nothing_is_said_twice_and_rows_are_found_in_an_order():
    said = [table.model for module in modules() for table in module.TABLES]
    assert len(said) == len(set(said))
    assert {table.model for table in held_tables()} == {
        model for model, table in tables().items() if table.holds
    }


def test_what_holds_nothing_of_a_person_says_why_and_the_rest_how_somebody_is_found():
    for table in tables().values():
        assert table.holds or table.why or table.words or table.beside or table.sealed or table.content, (
            table.model
        )
        if table.holds:
            assert table.emails or table.own or table.only_named or table.marks, (
                f"{table.model}: nobody is ever found in it"
            )
        if table.why:
            assert not (table.emails or table.names or table.words or table.beside or table.details), (
                table.model
            )


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda said, model: said.pop(model), "nobody said what it holds of people"),
        (lambda said, model: said.update({model: replace(said[model], details=("function",))}), "phone"),
        (
            lambda said, model: said.update({model: replace(said[model], words=("nickname",))}),
            "no such column",
        ),
    ],
)
def test_a_table_or_column_of_which_nothing_is_said_is_seen(spoil, found):
    """The planted fault: a model that can hold personal data and is not declared."""
    said = dict(tables())
    person = next(model for model in said if model._meta.label == "companies.Person")
    spoil(said, person)
    assert any(found in fault for fault in faults(everything(), said))


def test_a_new_model_with_a_name_in_it_is_seen():
    class Visitor(models.Model):
        name = models.CharField(max_length=50)

        class Meta:
            app_label = "planted"
            managed = True

    assert faults([Visitor], tables()) == ["planted.Visitor: nobody said what it holds of people"]
    said = {**tables(), Visitor: Table(Visitor, why=Why.FIGURES)}
    assert faults([Visitor], said) == ["planted.Visitor.name: nothing is said of it"]
