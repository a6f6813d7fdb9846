"""What was there before the index came is put into it: every app has said by now what is kept of its things."""

from django.db import migrations

# Companies first, since others take over from them.
BACKFILL = """
SELECT search_rebuild('company');
SELECT kind, search_rebuild(kind) FROM search_tables() WHERE kind <> 'company';
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("companies", "0011_search"), ("needs", "0006_search"), ("diagnostics", "0003_search"), ("solutions", "0003_search"),
        ("aids", "0015_search"), ("events", "0013_search"), ("groups", "0007_search"), ("studies", "0005_search"),
        ("ideas", "0010_search"), ("insight", "0002_search"), ("trends", "0004_search"),
    ]
    operations = [migrations.RunSQL(BACKFILL, migrations.RunSQL.noop)]
