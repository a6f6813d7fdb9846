"""What of needs is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
-- One marked in a contact's notes is read like these: `permissions.can_read_need`.
CREATE FUNCTION search_of_need(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT n.id, n.company_id, jsonb_build_object(n.language, n.title), '{}'::text[], ARRAY[n.title], '',
    CASE WHEN n.description <> '' THEN jsonb_build_object(n.language, n.description) ELSE '{}' END, n.language, '',
    (n.created_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    CASE WHEN n.created_by_id IS NOT NULL THEN ARRAY['u:' || n.created_by_id] ELSE '{}' END,
    CASE WHEN n.contact_id IS NULL THEN ARRAY['all'] ELSE search_contact_access(n.contact_id) END, true
  FROM needs_need n WHERE n.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('needs_need', 'need', 'SELECT id FROM rows');
SELECT search_watch('companies_contact', 'need', 'SELECT n.id FROM rows JOIN needs_need n ON n.contact_id = rows.id');
SELECT search_watch('companies_contact_team', 'need',
  'SELECT n.id FROM rows JOIN needs_need n ON n.contact_id = rows.contact_id');
SELECT search_watch('companies_contact_readers', 'need',
  'SELECT n.id FROM rows JOIN needs_need n ON n.contact_id = rows.contact_id');
SELECT search_watch('companies_company', 'need',
  'SELECT n.id FROM rows JOIN needs_need n ON n.company_id = rows.id WHERE n.contact_id IS NOT NULL');
SELECT search_watch('companies_company_clusters', 'need',
  'SELECT n.id FROM rows JOIN needs_need n ON n.company_id = rows.company_id WHERE n.contact_id IS NOT NULL');
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0005_marked_in_a_contact"), ("search", "0002_functions"), ("companies", "0011_search")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
