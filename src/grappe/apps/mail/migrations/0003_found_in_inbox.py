"""What of mails is found in the inbox: one entry for each mail, for those alone to whom it came.

A word of access of its own, `m<user>`: no reader of the search of all things has it, where a mail stands with its company.
"""

from django.db import migrations

SOURCE = r"""
CREATE FUNCTION search_of_letter(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT m.id, NULL::bigint, jsonb_build_object('', array_to_string(who.names, ', '), spoken.code, m.subject), who.addresses,
    ARRAY[m.subject] || who.names, who.words,
    CASE WHEN m.text <> '' THEN jsonb_build_object(spoken.code, left(m.text, 20000)) ELSE '{}' END, m.language, '',
    (m.sent_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[], ARRAY['mail:' || m.state],
    ARRAY(SELECT 'm' || substr(holder, 2) FROM unnest(search_mail_holders(m.id)) AS holder),
    m.text <> ''
  FROM mail_message m,
    LATERAL (SELECT coalesce(nullif(m.language, ''), 'und') AS code) AS spoken,
    LATERAL (SELECT coalesce(string_agg(concat_ws(' ', p.name, p.email, translate(p.email, '@.-_', '    ')), ' ' ORDER BY p.id), '') AS words,
        coalesce(array_agg(p.name ORDER BY p.id) FILTER (WHERE p.name <> '' AND p.role IN ('from', 'inner')), '{}') AS names,
        coalesce(array_agg(translate(p.email, '@.-_', '    ') ORDER BY p.id) FILTER (WHERE p.role IN ('from', 'inner')), '{}') AS addresses
      FROM mail_party p WHERE p.message_id = m.id) AS who
  WHERE m.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('mail_message', 'letter', 'SELECT id FROM rows');
SELECT search_watch('mail_party', 'letter', 'SELECT message_id FROM rows');
SELECT search_watch('mail_sighting', 'letter', 'SELECT message_id FROM rows');
SELECT search_watch('mail_mailbox_members', 'letter',
  'SELECT s.message_id FROM rows JOIN mail_folder o USING (mailbox_id) JOIN mail_sighting s ON s.folder_id = o.id');
"""


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_search"), ("search", "0007_letters")]
    operations = [
        migrations.RunSQL(SOURCE, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
