"""The search finds no idea by an author, no flagship project by a partner whose company not everybody sees.

And a flagship project hangs on the company of its idea: who does not see that finds neither.
"""

from django.db import migrations

SOURCES = r"""
CREATE OR REPLACE FUNCTION search_of_idea(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT i.id, i.company_id, jsonb_build_object(i.language, i.title), '{}'::text[], ARRAY[i.title], authors.names,
    search_joined(CASE WHEN i.text <> '' THEN jsonb_build_object(i.language, i.text) ELSE '{}' END,
      jsonb_build_object(i.language, (SELECT string_agg(value, E'\n' ORDER BY key) FROM jsonb_each_text(i.canvas)))),
    i.language, '', (i.captured_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM ideas_idea_clusters x WHERE x.idea_id = i.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || who FROM unnest(ARRAY[i.lead_id, i.captured_by_id]) AS who WHERE who IS NOT NULL ORDER BY 1),
    search_idea_access(i.id), true
  FROM ideas_idea i, LATERAL (SELECT coalesce(string_agg(c.name, ' ' ORDER BY a.id), '') AS names FROM ideas_author a
    JOIN ideas_contributor c ON c.id = a.contributor_id LEFT JOIN companies_company f ON f.id = c.company_id
    WHERE a.idea_id = i.id AND coalesce(f.visibility, 'everyone') = 'everyone') AS authors
  WHERE i.id = ANY (ids)
$$;

CREATE OR REPLACE FUNCTION search_of_flagship(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT f.id, i.company_id, search_by_language(f.names), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(f.names)) ORDER BY key), concat_ws(' ', f.place, partners.names),
    search_by_language(f.summaries), 'en', f.place, (f.created_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM ideas_idea_clusters x WHERE x.idea_id = f.idea_id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM ideas_flagship_team x WHERE x.flagship_id = f.id UNION SELECT 'u:' || f.lead_id ORDER BY 1),
    ARRAY(SELECT unnest(search_idea_access(f.idea_id)) UNION SELECT 'w' || user_id FROM ideas_flagship_team x WHERE x.flagship_id = f.id
      UNION SELECT 'w' || f.lead_id UNION SELECT 'adm' ORDER BY 1), true
  FROM ideas_flagship f JOIN ideas_idea i ON i.id = f.idea_id,
    LATERAL (SELECT string_agg(p.name, ' ' ORDER BY p.id) AS names FROM ideas_partner p LEFT JOIN companies_company c ON c.id = p.company_id
      WHERE p.flagship_id = f.id AND coalesce(c.visibility, 'everyone') = 'everyone') AS partners
  WHERE f.id = ANY (ids)
$$;
"""
# A company that is kept to fewer people, or to more, changes what they are found by.
WATCHED = """
SELECT search_watch('companies_company', 'idea', 'SELECT search_ideas_above(array_agg(a.idea_id)) FROM rows
  JOIN ideas_contributor c ON c.company_id = rows.id JOIN ideas_author a ON a.contributor_id = c.id');
SELECT search_watch('companies_company', 'flagship', 'SELECT p.flagship_id FROM rows JOIN ideas_partner p ON p.company_id = rows.id');
SELECT search_refresh('idea', array_agg(a.idea_id)) FROM ideas_author a JOIN ideas_contributor c ON c.id = a.contributor_id
  JOIN companies_company f ON f.id = c.company_id WHERE f.visibility <> 'everyone';
SELECT search_refresh('flagship', array_agg(f.id)) FROM ideas_flagship f;
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0010_search"), ("search", "0003_marks"), ("companies", "0011_search")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
