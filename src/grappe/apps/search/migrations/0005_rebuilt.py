"""What is in the index already is written anew, in pieces, so that nobody waits for all of it."""

from django.db import migrations, transaction


def rebuild(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM search_tables() ORDER BY kind <> 'company', kind")
        for (kind,) in cursor.fetchall():
            last = 0
            while last is not None:
                with transaction.atomic(using=schema_editor.connection.alias):
                    cursor.execute("SELECT search_rebuild_next(%s, %s, 2000)", [kind, last])
                    last = cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0004_slices")]
    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop)]
