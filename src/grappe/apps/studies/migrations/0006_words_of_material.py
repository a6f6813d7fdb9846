"""A document of a study is found by the words in it too (see search 0002, documents 0002)."""

from django.db import migrations

# A study's documents are for who works on it, as before: `queries.plan.material_for`.
SOURCE = r"""
CREATE OR REPLACE FUNCTION search_of_material(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT m.id, NULL::bigint, jsonb_build_object('', m.title), '{}'::text[], ARRAY[m.title, d.name], '', search_in_file(d.id), '', d.name,
    (m.added_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM studies_study_clusters x WHERE x.study_id = m.study_id ORDER BY 1),
    ARRAY(SELECT 'i' || user_id FROM studies_study_team x WHERE x.study_id = m.study_id
      UNION SELECT 'i' || s.lead_id UNION SELECT 'adm' ORDER BY 1), search_in_file(d.id) <> '{}'
  FROM studies_material m JOIN studies_study s ON s.id = m.study_id JOIN documents_document d ON d.id = m.document_id
  WHERE m.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('documents_extractedtext', 'material',
  'SELECT m.id FROM rows JOIN studies_material m ON m.document_id = rows.document_id');
"""


class Migration(migrations.Migration):
    dependencies = [("studies", "0005_search"), ("documents", "0003_found_by_words")]
    operations = [
        migrations.RunSQL(SOURCE, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
