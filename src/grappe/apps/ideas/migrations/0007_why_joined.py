"""Why two ideas were joined, and parted again, by language: whoever had one of them reads it."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def by_language(apps: Any, schema_editor: Any) -> None:
    """What was written so far is in the language of who wrote it."""
    for merge in apps.get_model("ideas", "Merge").objects.exclude(said="").select_related("by"):
        merge.why = {merge.by.language if merge.by else "en": merge.said}
        merge.save(update_fields=["why"])


class Migration(migrations.Migration):
    dependencies = [("ideas", "0005_flagship_de_minimis")]
    operations = [
        migrations.RenameField("merge", "why", "said"),
        migrations.AddField("merge", "why", models.JSONField(default=dict)),
        migrations.AddField("merge", "undone_why", models.JSONField(default=dict)),
        migrations.RunPython(by_language, migrations.RunPython.noop),
        migrations.RemoveField("merge", "said"),
    ]
