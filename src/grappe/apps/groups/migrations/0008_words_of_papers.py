"""A paper of a working group is found by the words in its file too (see search 0002, documents 0002)."""

from django.db import migrations

# `permissions.can_read_paper`, as before.
SOURCE = r"""
CREATE OR REPLACE FUNCTION search_of_paper(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT p.id, NULL::bigint, jsonb_build_object('', p.title), '{}'::text[], ARRAY[p.title, d.name], '', search_in_file(d.id), '', d.name,
    (p.added_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM groups_group_clusters x WHERE x.group_id = p.group_id ORDER BY 1),
    CASE WHEN p.inside THEN ARRAY(SELECT 'w' || user_id FROM groups_group_team x WHERE x.group_id = p.group_id
        UNION SELECT 'w' || g.lead_id UNION SELECT 'adm' ORDER BY 1)
      ELSE ARRAY['ins'] END, search_in_file(d.id) <> '{}'
  FROM groups_paper p JOIN groups_group g ON g.id = p.group_id JOIN documents_document d ON d.id = p.document_id
  WHERE p.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('documents_extractedtext', 'paper',
  'SELECT p.id FROM rows JOIN groups_paper p ON p.document_id = rows.document_id');
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0007_search"), ("documents", "0003_found_by_words")]
    operations = [
        migrations.RunSQL(SOURCE, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
