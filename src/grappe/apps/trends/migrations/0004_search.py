"""What of trend sheets is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
-- `permissions.can_view_sheet`. Without its evidence, which is read like its sources.
CREATE FUNCTION search_of_sheet(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT s.id, NULL::bigint, search_by_language(s.titles), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(s.titles)) ORDER BY key), '',
    search_joined(s.what, s.so_what), 'en', '', (s.created_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM trends_sheet_clusters x WHERE x.sheet_id = s.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM trends_sheet_team x WHERE x.sheet_id = s.id UNION SELECT 'u:' || s.lead_id ORDER BY 1),
    CASE WHEN s.state = 'published' THEN ARRAY['all'] ELSE ARRAY['ins'] END, true
  FROM trends_sheet s WHERE s.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('trends_sheet', 'sheet', 'SELECT id FROM rows');
SELECT search_watch('trends_sheet_clusters', 'sheet', 'SELECT sheet_id FROM rows');
SELECT search_watch('trends_sheet_team', 'sheet', 'SELECT sheet_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("trends", "0003_evidence_without_words"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
