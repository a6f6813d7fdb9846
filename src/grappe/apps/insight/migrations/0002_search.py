"""What of action plans is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
-- `permissions.can_view_plan`; its measures are found with it.
CREATE FUNCTION search_of_plan(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT p.id, NULL::bigint, search_by_language(p.titles), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(p.titles)) ORDER BY key), '',
    search_joined(VARIADIC ARRAY[p.objectives]
      || ARRAY(SELECT m.titles FROM insight_measure m WHERE m.plan_id = p.id ORDER BY m.position, m.id)),
    'en', '', p.starts_on, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM insight_actionplan_clusters x WHERE x.actionplan_id = p.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM insight_actionplan_team x WHERE x.actionplan_id = p.id UNION SELECT 'u:' || p.lead_id ORDER BY 1),
    CASE WHEN p.state IN ('running', 'closed') THEN ARRAY['all'] ELSE ARRAY['ins'] END, true
  FROM insight_actionplan p WHERE p.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('insight_actionplan', 'plan', 'SELECT id FROM rows');
SELECT search_watch('insight_actionplan_clusters', 'plan', 'SELECT actionplan_id FROM rows');
SELECT search_watch('insight_actionplan_team', 'plan', 'SELECT actionplan_id FROM rows');
SELECT search_watch('insight_measure', 'plan', 'SELECT plan_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
