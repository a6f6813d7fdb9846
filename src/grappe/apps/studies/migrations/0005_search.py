"""What of studies and their documents is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
-- `permissions.can_view_study`; the findings are found with their study.
CREATE FUNCTION search_of_study(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT s.id, NULL::bigint, search_by_language(s.titles), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(s.titles)) ORDER BY key), s.authors,
    search_joined(VARIADIC ARRAY[s.questions, s.summaries]
      || ARRAY(SELECT f.statements FROM studies_finding f WHERE f.study_id = s.id ORDER BY f.id)),
    'en', '', (s.created_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM studies_study_clusters x WHERE x.study_id = s.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM studies_study_team x WHERE x.study_id = s.id UNION SELECT 'u:' || s.lead_id ORDER BY 1),
    CASE WHEN s.state = 'published' THEN ARRAY['all'] ELSE ARRAY['ins'] END, true
  FROM studies_study s WHERE s.id = ANY (ids)
$$;

-- A study's documents are for who works on it: `queries.plan.material_for`.
CREATE FUNCTION search_of_material(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT m.id, NULL::bigint, jsonb_build_object('', m.title), '{}'::text[], ARRAY[m.title, d.name], '', '{}'::jsonb, '', d.name,
    (m.added_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM studies_study_clusters x WHERE x.study_id = m.study_id ORDER BY 1),
    ARRAY(SELECT 'i' || user_id FROM studies_study_team x WHERE x.study_id = m.study_id
      UNION SELECT 'i' || s.lead_id UNION SELECT 'adm' ORDER BY 1), false
  FROM studies_material m JOIN studies_study s ON s.id = m.study_id JOIN documents_document d ON d.id = m.document_id
  WHERE m.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('studies_study', 'study', 'SELECT id FROM rows');
SELECT search_watch('studies_study_clusters', 'study', 'SELECT study_id FROM rows');
SELECT search_watch('studies_study_team', 'study', 'SELECT study_id FROM rows');
SELECT search_watch('studies_finding', 'study', 'SELECT study_id FROM rows');
SELECT search_watch('studies_material', 'material', 'SELECT id FROM rows');
SELECT search_watch('studies_study', 'material', 'SELECT m.id FROM rows JOIN studies_material m ON m.study_id = rows.id');
SELECT search_watch('studies_study_clusters', 'material', 'SELECT m.id FROM rows JOIN studies_material m USING (study_id)');
SELECT search_watch('studies_study_team', 'material', 'SELECT m.id FROM rows JOIN studies_material m USING (study_id)');
SELECT search_watch('documents_document', 'material', 'SELECT m.id FROM rows JOIN studies_material m ON m.document_id = rows.id');
"""


class Migration(migrations.Migration):
    dependencies = [("studies", "0004_edition_rows"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
