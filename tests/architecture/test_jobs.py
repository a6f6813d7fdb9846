"""Does every job that is ordered exist? Operations order jobs by their task's name, which no import checks."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

import pytest
from procrastinate.contrib.django import app
from procrastinate.exceptions import TaskNotFound

from architecture.source import PACKAGE, modules, parse
from grappe.ui import jobs


def orders() -> Iterator[tuple[str, str, set[str]]]:
    """Yield where a job is ordered, its name, and the names of its arguments."""
    for path in modules():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "jobs.order":
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{where}: a job is ordered by a name that can be read"
                yield (
                    where,
                    name.value,
                    {word.arg for word in node.keywords if word.arg} - {"after", "lock", "alone"},
                )


def test_every_job_that_is_ordered_has_its_task():
    app.perform_import_paths()
    found = list(orders())
    assert found
    for where, name, arguments in found:
        assert name in app.tasks, f"{where}: no task is called {name}"
        wanted = inspect.signature(app.tasks[name].func).parameters
        needed = {word for word, parameter in wanted.items() if parameter.default is parameter.empty}
        assert needed <= arguments <= set(wanted), f"{where}: {name} takes {sorted(wanted)}"


def test_every_task_is_named_after_its_app():
    app.perform_import_paths()
    ours = {name: task for name, task in app.tasks.items() if task.func.__module__.startswith("grappe.")}
    for name, task in ours.items():
        place = task.func.__module__.removeprefix("grappe.").removeprefix("apps.").split(".")[0]
        assert name == f"{place}.{task.func.__name__}"
        assert inspect.getdoc(task.func), f"{name} does not say what it does"


def test_jobs_are_ordered_in_one_way_only():
    """`.defer(` of a job stands in ui/jobs.py; what else is called so is a query's."""
    others = [
        f"{path.relative_to(PACKAGE)}:{found.lineno}"
        for path in modules()
        if path != PACKAGE / "ui" / "jobs.py"
        for found in ast.walk(parse(path))
        if isinstance(found, ast.Attribute) and found.attr in {"configure_task", "defer_async", "batch_defer"}
    ]
    assert not others


@pytest.mark.django_db
def test_a_job_without_a_task_is_refused():
    with pytest.raises(TaskNotFound):
        jobs.order("companies.no_such_task")


@pytest.mark.django_db
def test_a_job_that_waits_already_is_ordered_once_and_breaks_nothing():
    assert jobs.order("aids.encode_passages")
    assert not jobs.order("aids.encode_passages")
    assert jobs.order("solutions.encode_passages")  # the transaction stands
