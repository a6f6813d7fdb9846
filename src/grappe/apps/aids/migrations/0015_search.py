"""What of aids is found by the search (see search 0002)."""

from django.db import migrations

SOURCES = r"""
-- Beside the title its address, by which the page is found.
CREATE FUNCTION search_of_programme(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT p.id, NULL::bigint, search_by_language(p.name), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(p.name)) ORDER BY key), replace(p.slug, '-', ' '),
    search_by_language(p.summary), 'en', p.slug, NULL::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM aids_programme_clusters x WHERE x.programme_id = p.id ORDER BY 1), ARRAY['all'], true
  FROM aids_programme p WHERE p.id = ANY (ids) AND NOT p.withdrawn
$$;
"""
WATCHED = """
SELECT search_watch('aids_programme', 'programme', 'SELECT id FROM rows');
SELECT search_watch('aids_programme_clusters', 'programme', 'SELECT programme_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("aids", "0014_nightly_catalogues"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
