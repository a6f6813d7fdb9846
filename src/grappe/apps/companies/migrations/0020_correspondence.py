"""What a mail is asked with: whose an address is, and of which company a domain. Held by indexes, for each mail asks it."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION companies_mail_domain(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(substr(said, length(said) - position('@' IN reverse(said)) + 2)) WHERE position('@' IN said) > 0
$$;
CREATE FUNCTION companies_site_domain(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT nullif(lower(split_part(split_part(regexp_replace(said, '^https?://(www[.])?', '', 'i'), '/', 1), ':', 1)), '')
$$;
CREATE INDEX companies_person_address ON companies_person (lower(email));
CREATE INDEX companies_person_domain ON companies_person (companies_mail_domain(email));
CREATE INDEX companies_person_called ON companies_person (name);
CREATE INDEX companies_company_domain ON companies_company (companies_site_domain(website));
"""
BACK = """
DROP INDEX companies_company_domain; DROP INDEX companies_person_called; DROP INDEX companies_person_domain;
DROP INDEX companies_person_address; DROP FUNCTION companies_site_domain(text); DROP FUNCTION companies_mail_domain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0019_person_version")]
    operations = [migrations.RunSQL(SQL, BACK)]
