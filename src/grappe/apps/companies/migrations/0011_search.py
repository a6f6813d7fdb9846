"""What of companies, their people and contacts is found by the search, and by whom (see search 0002)."""

from django.db import migrations

# The one place that says who sees a company, as words: `permissions.can_view_companies`.
ACCESS = """
-- `every` is true of whose role sees all, `c…` of who looks after a cluster, `t…` of who is in a team.
CREATE FUNCTION search_company_access(company bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(SELECT 'adm' UNION SELECT 'every' WHERE c.visibility = 'everyone'
    UNION SELECT 't' || c.team_id WHERE c.team_id IS NOT NULL
    UNION SELECT 'c' || cluster_id FROM companies_company_clusters x WHERE x.company_id = c.id AND c.visibility <> 'team'
    ORDER BY 1)
  FROM companies_company c WHERE c.id = company
$$;

-- Who reads a contact, among those who see its company: `permissions.can_read_contact`. Those who look after the company
-- are `k…` (who may write, of a cluster) and `v…` (who may write, in a team).
CREATE FUNCTION search_contact_access(contact bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN c.audience = 'everyone' THEN ARRAY['all'] ELSE ARRAY(
    SELECT 'u' || c.created_by_id WHERE c.created_by_id IS NOT NULL
    UNION SELECT 'u' || user_id FROM companies_contact_team WHERE contact_id = c.id
    UNION SELECT 'u' || user_id FROM companies_contact_readers WHERE contact_id = c.id
    UNION SELECT 'adm' WHERE c.audience = 'confidence'
    UNION SELECT 'v' || f.team_id WHERE c.audience = 'confidence' AND f.team_id IS NOT NULL
    UNION SELECT 'k' || cluster_id FROM companies_company_clusters x
      WHERE x.company_id = c.company_id AND c.audience = 'confidence' AND f.visibility <> 'team'
    ORDER BY 1) END
  FROM companies_contact c JOIN companies_company f ON f.id = c.company_id WHERE c.id = contact
$$;
"""
SOURCES = """
-- Clusters, activity, commune and size; a size is that of the latest year whose headcount is known.
CREATE FUNCTION search_company_facets(ids bigint[]) RETURNS TABLE (company_id bigint, facets text[]) LANGUAGE sql STABLE AS $$
  SELECT c.id, array_remove(ARRAY(SELECT 'c:' || cluster_id FROM companies_company_clusters x WHERE x.company_id = c.id ORDER BY 1)
    || ARRAY['n:' || lower(n.section), 'n:' || left(d.digits, 2), CASE WHEN length(d.digits) > 2 THEN 'n:' || d.digits END,
      't:' || c.commune_id, CASE WHEN c.archived_at IS NOT NULL THEN 'archived' END,
      (SELECT 's:' || CASE WHEN headcount < 10 THEN 'micro' WHEN headcount < 50 THEN 'small' WHEN headcount < 250 THEN 'medium'
        ELSE 'large' END FROM companies_yearfigures f WHERE f.company_id = c.id AND headcount IS NOT NULL ORDER BY year DESC LIMIT 1)],
    NULL)
  FROM companies_company c LEFT JOIN companies_nacecode n ON n.id = c.nace_id,
    LATERAL (SELECT nullif(regexp_replace(n.code, '[^0-9]', '', 'g'), '') AS digits) d
  WHERE c.id = ANY (ids)
$$;

CREATE FUNCTION search_refresh_companies(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL OR cardinality(ids) = 0 THEN RETURN; END IF;
  PERFORM 1 FROM search_ofcompany WHERE company_id = ANY (ids) ORDER BY company_id FOR UPDATE;
  DELETE FROM search_ofcompany o WHERE company_id = ANY (ids) AND NOT EXISTS (SELECT FROM companies_company c WHERE c.id = o.company_id);
  -- The company itself first: what hangs on it follows from the trigger of this table.
  INSERT INTO search_ofcompany AS o (company_id, name, facets, access)
  SELECT c.id, concat_ws(' · ', nullif(c.brand, ''), c.name), f.facets, search_company_access(c.id)
  FROM companies_company c JOIN search_company_facets(ids) f ON f.company_id = c.id ORDER BY c.id
  ON CONFLICT (company_id) DO UPDATE SET name = excluded.name, facets = excluded.facets, access = excluded.access
  WHERE (o.name, o.facets, o.access) IS DISTINCT FROM (excluded.name, excluded.facets, excluded.access);
  PERFORM search_refresh('company', ids);
END $$;

CREATE FUNCTION search_of_company(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT c.id, c.id, jsonb_build_object('', coalesce(nullif(c.brand, ''), c.name)), '{}'::text[],
    ARRAY[c.name, nullif(c.brand, '')], concat_ws(' ', c.name, c.street, c.postcode, c.city, t.name,
      regexp_replace(c.website, '^https?://(www[.])?', ''), c.external_id),
    CASE WHEN c.activity <> '' THEN jsonb_build_object(c.language, c.activity) ELSE '{}' END, c.language,
    CASE WHEN c.brand <> '' THEN c.name ELSE '' END, NULL::date,
    ARRAY[c.vat_number, c.rcs_number, c.postcode], '{}'::text[], ARRAY['all'], c.activity <> ''
  FROM companies_company c LEFT JOIN companies_commune t ON t.id = c.commune_id WHERE c.id = ANY (ids)
$$;

CREATE FUNCTION search_of_person(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT p.id, p.company_id, jsonb_build_object('', p.name), ARRAY[nullif(split_part(p.email, '@', 1), '')], ARRAY[p.name],
    concat_ws(' ', p.function, p.email), '{}'::jsonb, '', p.function, NULL::date, ARRAY[p.phone],
    CASE WHEN p.left_on IS NOT NULL THEN ARRAY['archived'] ELSE '{}' END, ARRAY['all'], false
  FROM companies_person p WHERE p.id = ANY (ids)
$$;

CREATE FUNCTION search_of_contact(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT c.id, c.company_id, jsonb_build_object(c.notes_language, c.subject), ARRAY[c.subject], '{}'::text[],
    concat_ws(' ', c.place, people.names),
    CASE WHEN c.notes <> '' THEN jsonb_build_object(c.notes_language, c.notes) ELSE '{}' END, c.notes_language, '',
    (c.starts_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'u:' || user_id FROM companies_contact_team WHERE contact_id = c.id
      UNION SELECT 'u:' || c.created_by_id WHERE c.created_by_id IS NOT NULL ORDER BY 1),
    search_contact_access(c.id), c.notes <> ''
  FROM companies_contact c, LATERAL (SELECT string_agg(p.name, ' ' ORDER BY p.id) AS names FROM companies_contact_people x
    JOIN companies_person p ON p.id = x.person_id WHERE x.contact_id = c.id) AS people
  WHERE c.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('companies_company', 'company', 'SELECT id FROM rows');
SELECT search_watch('companies_company_clusters', 'company', 'SELECT company_id FROM rows');
SELECT search_watch('companies_yearfigures', 'company', 'SELECT company_id FROM rows');
SELECT search_watch('companies_commune', 'company',
  'SELECT c.id FROM rows JOIN companies_company c ON c.commune_id = rows.id');
SELECT search_watch('companies_nacecode', 'company',
  'SELECT c.id FROM rows JOIN companies_company c ON c.nace_id = rows.id');
SELECT search_watch('companies_person', 'person', 'SELECT id FROM rows');
SELECT search_watch('companies_contact', 'contact', 'SELECT id FROM rows');
SELECT search_watch('companies_contact_team', 'contact', 'SELECT contact_id FROM rows');
SELECT search_watch('companies_contact_readers', 'contact', 'SELECT contact_id FROM rows');
SELECT search_watch('companies_contact_people', 'contact', 'SELECT contact_id FROM rows');
SELECT search_watch('companies_person', 'contact',
  'SELECT x.contact_id FROM rows JOIN companies_contact_people x ON x.person_id = rows.id');
-- Who reads a contact in confidence hangs on the clusters and the team of its company.
SELECT search_watch('companies_company_clusters', 'contact',
  'SELECT c.id FROM rows JOIN companies_contact c ON c.company_id = rows.company_id WHERE c.audience = ''confidence''');
SELECT search_watch('companies_company', 'contact',
  'SELECT c.id FROM rows JOIN companies_contact c ON c.company_id = rows.id WHERE c.audience = ''confidence''');
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0010_who_sees_what"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(ACCESS, migrations.RunSQL.noop),
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
