"""Rows of an edition's long tables are kept apart from what its page reads."""

from typing import Any

from django.db import migrations, models

FIRST = 400


def apart(apps: Any, schema_editor: Any) -> None:
    """Keep the first rows of each long table in the content, and all of them beside it."""
    for edition in apps.get_model("studies", "Edition").objects.iterator(chunk_size=1):
        for table in edition.content.get("tables", []):
            table["row_count"] = len(table["rows"])
            if table["row_count"] > FIRST:
                edition.rows[str(table["number"])] = table["rows"]
                table["rows"] = table["rows"][:FIRST]
        edition.save(update_fields=["content", "rows"])


def together(apps: Any, schema_editor: Any) -> None:
    """Put all rows back into the content."""
    for edition in apps.get_model("studies", "Edition").objects.iterator(chunk_size=1):
        for table in edition.content.get("tables", []):
            table["rows"] = edition.rows.get(str(table["number"]), table["rows"])
        edition.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("studies", "0003_said_of")]
    operations = [
        migrations.AddField("edition", "rows", models.JSONField(default=dict)),
        migrations.RunPython(apart, together),
    ]
