"""Which work on custom fields is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.fields import operations


@app.task(name="fields.look_again", lock="fields.look_again")
def look_again(record: str, field: str) -> None:
    """Bring the search in step with a field that was put away or taken out again."""
    operations.look_again(record=record, field=field)


@app.periodic(cron="40 3 * * *")
@app.task(name="fields.keep_indexes", queueing_lock="fields.keep_indexes", pass_context=False)
def keep_indexes(timestamp: int) -> None:
    """Every night: the indexes by which long lists stand in the order of a custom field."""
    operations.keep_indexes()
