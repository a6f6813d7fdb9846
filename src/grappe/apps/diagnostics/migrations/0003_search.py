"""What of finished diagnostics is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
CREATE FUNCTION search_of_diagnostic(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT r.id, r.company_id, search_by_language(v.content -> 'title'), '{}'::text[], '{}'::text[], '',
    search_joined(VARIADIC ARRAY(SELECT f.text FROM diagnostics_finding f WHERE f.run_id = r.id ORDER BY f.severity DESC, f.id)),
    'en', '', (r.finished_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    CASE WHEN r.finished_by_id IS NOT NULL THEN ARRAY['u:' || r.finished_by_id] ELSE '{}' END, ARRAY['all'],
    EXISTS (SELECT FROM diagnostics_finding f WHERE f.run_id = r.id)
  FROM diagnostics_run r JOIN diagnostics_questionnaireversion v ON v.id = r.version_id
  WHERE r.id = ANY (ids) AND r.finished_at IS NOT NULL
$$;
"""
WATCHED = """
SELECT search_watch('diagnostics_run', 'diagnostic', 'SELECT id FROM rows');
SELECT search_watch('diagnostics_finding', 'diagnostic', 'SELECT run_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0002_immutable_versions"), ("search", "0002_functions"), ("companies", "0011_search")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
