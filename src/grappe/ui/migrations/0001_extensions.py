"""The PostgreSQL extensions and text search configurations that Grappe stands on."""

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations
from django.db.utils import DatabaseError, NotSupportedError
from django.core.management.base import CommandError

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "vector")
LANGUAGES = {"en": "english", "fr": "french", "de": "german"}


class NeededExtension(CreateExtension):
    """Make an extension, or say in one clear line which one is missing and what to do."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            if int(cursor.fetchone()[0]) < 150000:
                raise CommandError("Grappe needs PostgreSQL 15 or newer.")
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = %s", [self.name])
            if cursor.fetchone() is None:
                raise CommandError(
                    f"The PostgreSQL extension '{self.name}' is not available on this server: "
                    "install it (for 'vector': the pgvector package), then run 'grappe migrate' again."
                )
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        except (DatabaseError, NotSupportedError) as error:
            raise CommandError(
                f"The PostgreSQL extension '{self.name}' could not be created ({error}): "
                f"let a database owner run 'CREATE EXTENSION {self.name}', then run 'grappe migrate' again."
            ) from error


def configuration(code, base):
    """A text search configuration without accents, `grappe_fr` and so on."""
    name = f"grappe_{code}"
    return migrations.RunSQL(
        f"""CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{base});
        ALTER TEXT SEARCH CONFIGURATION {name}
          ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {base}_stem;""",
        f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {name}",
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        *[NeededExtension(name) for name in EXTENSIONS],
        *[configuration(code, base) for code, base in LANGUAGES.items()],
    ]
