"""A mail is found by the words in its files and by their names too (see search 0002, documents 0002)."""

from django.db import migrations

SOURCES = r"""
CREATE FUNCTION search_with_mail(mail bigint, said text, OUT text text, OUT names text) LANGUAGE sql STABLE AS $$
  SELECT concat_ws(E'\n', nullif(said, ''), string_agg(nullif(x.text, ''), E'\n' ORDER BY a.id)),
    coalesce(string_agg(translate(d.name, '.-_', '   '), ' ' ORDER BY a.id), '')
  FROM mail_attachment a JOIN documents_document d ON d.id = a.document_id
    LEFT JOIN documents_extractedtext x ON x.document_id = d.id AND x.state IN ('read', 'part')
  WHERE a.message_id = mail
$$;

CREATE OR REPLACE FUNCTION search_of_mail(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT f.id, f.company_id, jsonb_build_object(m.language, m.subject), ARRAY[m.subject], '{}'::text[], concat_ws(' ', who.names, with_it.names),
    CASE WHEN with_it.text <> '' THEN jsonb_build_object(m.language, left(with_it.text, 20000)) ELSE '{}' END, m.language, '',
    (m.sent_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[], '{}'::text[],
    CASE WHEN m.audience = 'everyone' THEN ARRAY['all'] ELSE ARRAY(
      SELECT unnest(search_mail_holders(m.id))
      UNION SELECT 'adm' WHERE m.audience = 'confidence'
      UNION SELECT 'v' || c.team_id WHERE m.audience = 'confidence' AND c.team_id IS NOT NULL
      UNION SELECT 'k' || x.cluster_id FROM companies_company_clusters x
        WHERE x.company_id = c.id AND m.audience = 'confidence' AND c.visibility <> 'team'
      ORDER BY 1) END,
    with_it.text <> ''
  FROM mail_filing f JOIN mail_message m ON m.id = f.message_id JOIN companies_company c ON c.id = f.company_id,
    LATERAL (SELECT coalesce(string_agg(concat_ws(' ', p.name, p.email), ' ' ORDER BY p.id), '') AS names FROM mail_party p
      WHERE p.message_id = m.id) AS who, search_with_mail(m.id, m.text) AS with_it
  WHERE f.id = ANY (ids)
$$;

CREATE OR REPLACE FUNCTION search_of_letter(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT m.id, NULL::bigint, jsonb_build_object('', array_to_string(who.names, ', '), spoken.code, m.subject), who.addresses,
    ARRAY[m.subject] || who.names, concat_ws(' ', who.words, with_it.names),
    CASE WHEN with_it.text <> '' THEN jsonb_build_object(spoken.code, left(with_it.text, 20000)) ELSE '{}' END, m.language, '',
    (m.sent_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[], ARRAY['mail:' || m.state],
    ARRAY(SELECT 'm' || substr(holder, 2) FROM unnest(search_mail_holders(m.id)) AS holder),
    with_it.text <> ''
  FROM mail_message m,
    LATERAL (SELECT coalesce(nullif(m.language, ''), 'und') AS code) AS spoken,
    LATERAL (SELECT coalesce(string_agg(concat_ws(' ', p.name, p.email, translate(p.email, '@.-_', '    ')), ' ' ORDER BY p.id), '') AS words,
        coalesce(array_agg(p.name ORDER BY p.id) FILTER (WHERE p.name <> '' AND p.role IN ('from', 'inner')), '{}') AS names,
        coalesce(array_agg(translate(p.email, '@.-_', '    ') ORDER BY p.id) FILTER (WHERE p.role IN ('from', 'inner')), '{}') AS addresses
      FROM mail_party p WHERE p.message_id = m.id) AS who, search_with_mail(m.id, m.text) AS with_it
  WHERE m.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('mail_attachment', 'mail', 'SELECT f.id FROM rows JOIN mail_filing f USING (message_id)');
SELECT search_watch('mail_attachment', 'letter', 'SELECT message_id FROM rows');
SELECT search_watch('documents_extractedtext', 'mail',
  'SELECT f.id FROM rows JOIN mail_attachment a USING (document_id) JOIN mail_filing f ON f.message_id = a.message_id');
SELECT search_watch('documents_extractedtext', 'letter',
  'SELECT a.message_id FROM rows JOIN mail_attachment a USING (document_id)');
"""


class Migration(migrations.Migration):
    dependencies = [("mail", "0005_connected_by_provider"), ("documents", "0003_found_by_words")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
