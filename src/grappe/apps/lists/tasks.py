"""Which work on lists is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.lists import operations
from grappe.ui import clock


@app.task(name="lists.write_file", queue="exports", pass_context=False)
def write_file(file_id: int) -> None:
    """Write the file of a list."""
    operations.write_file(file_id=file_id, on=clock.today())


@app.task(name="lists.prepare_act", queue="exports", pass_context=False)
def prepare_act(act_id: int) -> None:
    """Look what an act on many rows would change."""
    operations.look(act_id=act_id, at=clock.now())


@app.task(name="lists.do_act", queue="exports", pass_context=False)
def do_act(act_id: int) -> None:
    """Do an act on many rows."""
    operations.go_on(act_id=act_id, at=clock.now())


@app.task(name="lists.undo_act", queue="exports", pass_context=False)
def undo_act(act_id: int) -> None:
    """Take an act on many rows back."""
    operations.go_back(act_id=act_id, at=clock.now())


@app.periodic(cron="15 3 * * *")
@app.task(name="lists.forget_files", queue="exports", queueing_lock="lists.forget_files", pass_context=False)
def forget_files(timestamp: int) -> None:
    """Every night: lists that were written as files are kept for a week, whether or not somebody orders another."""
    operations.forget_old(at=clock.now())
