"""What of working groups and their papers is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
CREATE FUNCTION search_of_group(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT g.id, NULL::bigint, search_by_language(g.names), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(g.names)) ORDER BY key), '',
    search_joined(g.purposes, g.expected), g.language, '', (g.proposed_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM groups_group_clusters x WHERE x.group_id = g.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM groups_group_team x WHERE x.group_id = g.id UNION SELECT 'u:' || g.lead_id ORDER BY 1),
    ARRAY['all'], true
  FROM groups_group g WHERE g.id = ANY (ids)
$$;

-- `permissions.can_read_paper`.
CREATE FUNCTION search_of_paper(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT p.id, NULL::bigint, jsonb_build_object('', p.title), '{}'::text[], ARRAY[p.title, d.name], '', '{}'::jsonb, '', d.name,
    (p.added_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM groups_group_clusters x WHERE x.group_id = p.group_id ORDER BY 1),
    CASE WHEN p.inside THEN ARRAY(SELECT 'w' || user_id FROM groups_group_team x WHERE x.group_id = p.group_id
        UNION SELECT 'w' || g.lead_id UNION SELECT 'adm' ORDER BY 1)
      ELSE ARRAY['ins'] END, false
  FROM groups_paper p JOIN groups_group g ON g.id = p.group_id JOIN documents_document d ON d.id = p.document_id
  WHERE p.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('groups_group', 'group', 'SELECT id FROM rows');
SELECT search_watch('groups_group_clusters', 'group', 'SELECT group_id FROM rows');
SELECT search_watch('groups_group_team', 'group', 'SELECT group_id FROM rows');
SELECT search_watch('groups_paper', 'paper', 'SELECT id FROM rows');
SELECT search_watch('groups_group', 'paper', 'SELECT p.id FROM rows JOIN groups_paper p ON p.group_id = rows.id');
SELECT search_watch('groups_group_clusters', 'paper', 'SELECT p.id FROM rows JOIN groups_paper p USING (group_id)');
SELECT search_watch('groups_group_team', 'paper', 'SELECT p.id FROM rows JOIN groups_paper p USING (group_id)');
SELECT search_watch('documents_document', 'paper', 'SELECT p.id FROM rows JOIN groups_paper p ON p.document_id = rows.id');
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0006_answered_wishes"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
