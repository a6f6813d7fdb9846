"""What of solutions is found by the search (see search 0002)."""

from django.db import migrations

SOURCES = r"""
CREATE FUNCTION search_of_solution(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT s.id, NULL::bigint, CASE WHEN search_by_language(s.title) = '{}' THEN jsonb_build_object('', s.name)
      ELSE search_by_language(s.title) END, '{}'::text[],
    ARRAY[s.name] || ARRAY(SELECT value FROM jsonb_each_text(search_by_language(s.title)) ORDER BY key), s.name || ' ' || s.contact_name,
    search_joined(s.promise, s.text), 'en', s.name, NULL::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM solutions_solution_clusters x WHERE x.solution_id = s.id ORDER BY 1), ARRAY['all'], true
  FROM solutions_solution s WHERE s.id = ANY (ids) AND s.active
$$;
"""
WATCHED = """
SELECT search_watch('solutions_solution', 'solution', 'SELECT id FROM rows');
SELECT search_watch('solutions_solution_clusters', 'solution', 'SELECT solution_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("solutions", "0002_passages"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
