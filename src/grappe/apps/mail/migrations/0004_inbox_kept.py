"""Mails that are on file already come into the index of the inbox, in pieces, so that nobody waits for all of them."""

from django.db import migrations, transaction


def keep(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while last is not None:
            with transaction.atomic(using=schema_editor.connection.alias):
                cursor.execute("SELECT search_rebuild_next('letter', %s, 2000)", [last])
                last = cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("mail", "0003_found_in_inbox"), ("search", "0005_rebuilt")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
