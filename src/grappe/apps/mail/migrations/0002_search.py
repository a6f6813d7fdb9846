"""What of mails is found by the search, and by whom (see search 0002): one entry for each company with which a mail stands."""

from django.db import migrations

# `permissions.can_read_message`: whom it came to, as `u…`; others by its audience, as of a contact.
SOURCES = r"""
CREATE FUNCTION search_mail_holders(mail bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(
    SELECT 'u' || p.user_id FROM mail_party p WHERE p.message_id = mail AND p.user_id IS NOT NULL
    UNION SELECT 'u' || b.user_id FROM mail_sighting s JOIN mail_folder f ON f.id = s.folder_id JOIN mail_mailbox b ON b.id = f.mailbox_id
      WHERE s.message_id = mail AND b.user_id IS NOT NULL
    UNION SELECT 'u' || m.user_id FROM mail_sighting s JOIN mail_folder f ON f.id = s.folder_id
      JOIN mail_mailbox_members m ON m.mailbox_id = f.mailbox_id WHERE s.message_id = mail
    ORDER BY 1)
$$;

CREATE FUNCTION search_of_mail(ids bigint[]) RETURNS SETOF search_source LANGUAGE sql STABLE AS $$
  SELECT f.id, f.company_id, jsonb_build_object(m.language, m.subject), ARRAY[m.subject], '{}'::text[], who.names,
    CASE WHEN m.text <> '' THEN jsonb_build_object(m.language, left(m.text, 20000)) ELSE '{}' END, m.language, '',
    (m.sent_at AT TIME ZONE 'Europe/Luxembourg')::date, '{}'::text[], '{}'::text[],
    CASE WHEN m.audience = 'everyone' THEN ARRAY['all'] ELSE ARRAY(
      SELECT unnest(search_mail_holders(m.id))
      UNION SELECT 'adm' WHERE m.audience = 'confidence'
      UNION SELECT 'v' || c.team_id WHERE m.audience = 'confidence' AND c.team_id IS NOT NULL
      UNION SELECT 'k' || x.cluster_id FROM companies_company_clusters x
        WHERE x.company_id = c.id AND m.audience = 'confidence' AND c.visibility <> 'team'
      ORDER BY 1) END,
    m.text <> ''
  FROM mail_filing f JOIN mail_message m ON m.id = f.message_id JOIN companies_company c ON c.id = f.company_id,
    LATERAL (SELECT coalesce(string_agg(concat_ws(' ', p.name, p.email), ' ' ORDER BY p.id), '') AS names FROM mail_party p
      WHERE p.message_id = m.id) AS who
  WHERE f.id = ANY (ids)
$$;
"""
WATCHED = """
SELECT search_watch('mail_filing', 'mail', 'SELECT id FROM rows');
SELECT search_watch('mail_message', 'mail', 'SELECT f.id FROM rows JOIN mail_filing f ON f.message_id = rows.id');
SELECT search_watch('mail_party', 'mail', 'SELECT f.id FROM rows JOIN mail_filing f USING (message_id)');
SELECT search_watch('mail_sighting', 'mail', 'SELECT f.id FROM rows JOIN mail_filing f USING (message_id)');
SELECT search_watch('mail_mailbox_members', 'mail',
  'SELECT f.id FROM rows JOIN mail_folder o USING (mailbox_id) JOIN mail_sighting s ON s.folder_id = o.id JOIN mail_filing f ON f.message_id = s.message_id');
SELECT search_watch('companies_company_clusters', 'mail',
  'SELECT f.id FROM rows JOIN mail_filing f USING (company_id)');
SELECT search_watch('companies_company', 'mail',
  'SELECT f.id FROM rows JOIN mail_filing f ON f.company_id = rows.id');
"""


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("companies", "0020_correspondence"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(WATCHED, migrations.RunSQL.noop),
    ]
