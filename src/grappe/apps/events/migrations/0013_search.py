"""What of events is found by the search (see search 0002)."""

from django.db import migrations

SOURCES = r"""
CREATE FUNCTION search_of_event(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT e.id, NULL::bigint, search_by_language(e.titles), '{}'::text[],
    ARRAY(SELECT value FROM jsonb_each_text(search_by_language(e.titles)) ORDER BY key),
    concat_ws(' ', e.place, e.address, speaking.names),
    search_joined(e.summaries, e.descriptions), 'en', e.place, (e.starts_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[],
    ARRAY(SELECT 'c:' || cluster_id FROM events_event_clusters x WHERE x.event_id = e.id ORDER BY 1)
      || ARRAY(SELECT 'u:' || user_id FROM events_event_team x WHERE x.event_id = e.id
        UNION SELECT 'u:' || e.organiser_id ORDER BY 1), ARRAY['all'], true
  FROM events_event e, LATERAL (SELECT string_agg(concat_ws(' ', name, organisation), ' ' ORDER BY s.id) AS names
    FROM events_speaker s WHERE s.event_id = e.id) AS speaking
  WHERE e.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('events_event', 'event', 'SELECT id FROM rows');
SELECT search_watch('events_event_clusters', 'event', 'SELECT event_id FROM rows');
SELECT search_watch('events_event_team', 'event', 'SELECT event_id FROM rows');
SELECT search_watch('events_speaker', 'event', 'SELECT event_id FROM rows');
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0012_when_cooperations_ended"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
