"""What of ideas, flagship projects and ideation campaigns is found by the search, and by whom (see search 0002)."""

from django.db import migrations

SOURCES = r"""
-- `permissions.can_view_idea`. Who had an idea, or one that it took up, reads it; so do its reviewers.
CREATE FUNCTION search_idea_access(idea bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN NOT i.confidential THEN CASE WHEN i.stage IN ('candidate', 'flagship') THEN ARRAY['ins', 'min'] ELSE ARRAY['ins'] END
  ELSE ARRAY(
    WITH RECURSIVE taken (id) AS (
      SELECT i.id UNION SELECT m.id FROM ideas_idea m JOIN taken ON m.merged_into_id = taken.id)
    SELECT 'adm' UNION SELECT 'i' || who FROM unnest(ARRAY[i.lead_id, i.captured_by_id]) AS who WHERE who IS NOT NULL
    UNION SELECT 'i' || c.user_id FROM taken JOIN ideas_author a ON a.idea_id = taken.id
      JOIN ideas_contributor c ON c.id = a.contributor_id WHERE c.user_id IS NOT NULL
    UNION SELECT 'i' || c.user_id FROM ideas_assessment s JOIN ideas_reviewer r ON r.assessment_id = s.id
      JOIN ideas_contributor c ON c.id = r.contributor_id WHERE s.idea_id = i.id AND c.user_id IS NOT NULL
    UNION SELECT 'k' || cluster_id FROM ideas_idea_clusters x WHERE x.idea_id = i.id
    UNION SELECT 'wrk' WHERE i.lead_id IS NULL AND NOT EXISTS (SELECT FROM ideas_idea_clusters x WHERE x.idea_id = i.id)
    ORDER BY 1) END
  FROM ideas_idea i WHERE i.id = idea
$$;

CREATE FUNCTION search_of_idea(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT i.id, i.company_id, jsonb_build_object(i.language, i.title), '{}'::text[], ARRAY[i.title], authors.names,
    search_joined(CASE WHEN i.text <> '' THEN jsonb_build_object(i.language, i.text) ELSE '{}' END,
      jsonb_build_object(i.language, (SELECT string_agg(value, E'\n' ORDER BY key) FROM jsonb_each_text(i.canvas)))),
    i.language, '', (i.captured_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM ideas_idea_clusters x WHERE x.idea_id = i.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || who FROM unnest(ARRAY[i.lead_id, i.captured_by_id]) AS who WHERE who IS NOT NULL ORDER BY 1),
    search_idea_access(i.id), true
  FROM ideas_idea i, LATERAL (SELECT coalesce(string_agg(c.name, ' ' ORDER BY a.id), '') AS names FROM ideas_author a
    JOIN ideas_contributor c ON c.id = a.contributor_id WHERE a.idea_id = i.id) AS authors
  WHERE i.id = ANY (ids)
$$;

-- `permissions.can_view_flagship`: who reads its idea, and who runs it.
CREATE FUNCTION search_of_flagship(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT f.id, NULL::bigint, search_by_language(f.names), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(f.names)) ORDER BY key), concat_ws(' ', f.place, partners.names),
    search_by_language(f.summaries), 'en', f.place, (f.created_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM ideas_idea_clusters x WHERE x.idea_id = f.idea_id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM ideas_flagship_team x WHERE x.flagship_id = f.id UNION SELECT 'u:' || f.lead_id ORDER BY 1),
    ARRAY(SELECT unnest(search_idea_access(f.idea_id)) UNION SELECT 'w' || user_id FROM ideas_flagship_team x WHERE x.flagship_id = f.id
      UNION SELECT 'w' || f.lead_id UNION SELECT 'adm' ORDER BY 1), true
  FROM ideas_flagship f, LATERAL (SELECT string_agg(p.name, ' ' ORDER BY p.id) AS names FROM ideas_partner p
    WHERE p.flagship_id = f.id) AS partners
  WHERE f.id = ANY (ids)
$$;

-- `queries.challenges.challenges`: a draft is for who facilitates it.
CREATE FUNCTION search_of_challenge(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT h.id, NULL::bigint, search_by_language(h.questions), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(h.questions)) ORDER BY key), '',
    search_by_language(h.backgrounds), 'en', '', (h.opens_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM ideas_challenge_clusters x WHERE x.challenge_id = h.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM ideas_challenge_team x WHERE x.challenge_id = h.id UNION SELECT 'u:' || h.lead_id ORDER BY 1),
    CASE WHEN h.published_at IS NOT NULL THEN ARRAY['all'] ELSE ARRAY(SELECT 'u' || user_id FROM ideas_challenge_team x
      WHERE x.challenge_id = h.id UNION SELECT 'u' || h.lead_id UNION SELECT 'adm' ORDER BY 1) END, true
  FROM ideas_challenge h WHERE h.id = ANY (ids)
$$;

-- An idea and all that it went into, since who had one reads what took it up.
CREATE FUNCTION search_ideas_above(ids bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up (id, merged_into_id) AS (
    SELECT id, merged_into_id FROM ideas_idea WHERE id = ANY (ids)
    UNION SELECT i.id, i.merged_into_id FROM ideas_idea i JOIN up ON i.id = up.merged_into_id) SELECT id FROM up
$$;
"""
WATCHED = """
SELECT search_watch('ideas_idea', 'idea', 'SELECT id FROM rows');
SELECT search_watch('ideas_idea', 'idea', 'SELECT search_ideas_above(array_agg(merged_into_id)) FROM rows');
SELECT search_watch('ideas_author', 'idea', 'SELECT search_ideas_above(array_agg(idea_id)) FROM rows');
SELECT search_watch('ideas_idea_clusters', 'idea', 'SELECT idea_id FROM rows');
SELECT search_watch('ideas_reviewer', 'idea', 'SELECT a.idea_id FROM rows JOIN ideas_assessment a ON a.id = rows.assessment_id');
SELECT search_watch('ideas_contributor', 'idea',
  'SELECT search_ideas_above(array_agg(a.idea_id)) FROM rows JOIN ideas_author a ON a.contributor_id = rows.id
   UNION SELECT s.idea_id FROM rows JOIN ideas_reviewer r ON r.contributor_id = rows.id JOIN ideas_assessment s ON s.id = r.assessment_id');
SELECT search_watch('ideas_flagship', 'flagship', 'SELECT id FROM rows');
SELECT search_watch('ideas_flagship_team', 'flagship', 'SELECT flagship_id FROM rows');
SELECT search_watch('ideas_partner', 'flagship', 'SELECT flagship_id FROM rows');
SELECT search_watch('ideas_idea', 'flagship', 'SELECT f.id FROM ideas_flagship f WHERE f.idea_id IN (
  SELECT id FROM rows UNION SELECT search_ideas_above(array_agg(merged_into_id)) FROM rows)');
SELECT search_watch('ideas_idea_clusters', 'flagship', 'SELECT f.id FROM rows JOIN ideas_flagship f USING (idea_id)');
SELECT search_watch('ideas_author', 'flagship', 'SELECT f.id FROM ideas_flagship f WHERE f.idea_id IN (
  SELECT search_ideas_above(array_agg(idea_id)) FROM rows)');
SELECT search_watch('ideas_reviewer', 'flagship',
  'SELECT f.id FROM rows JOIN ideas_assessment a ON a.id = rows.assessment_id JOIN ideas_flagship f ON f.idea_id = a.idea_id');
SELECT search_watch('ideas_challenge', 'challenge', 'SELECT id FROM rows');
SELECT search_watch('ideas_challenge_clusters', 'challenge', 'SELECT challenge_id FROM rows');
SELECT search_watch('ideas_challenge_team', 'challenge', 'SELECT challenge_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0009_undoing"), ("search", "0002_functions"), ("companies", "0011_search")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
