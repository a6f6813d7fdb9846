"""What is made of a contact's words is as readable as the contact: looked at once more when fewer may read that.

Whoever makes a need of a passage at that same moment reads the audience that was there before, and the refresh that follows
the change does not see their need yet.
"""

from django.db import migrations

NARROWED = r"""
CREATE FUNCTION companies_contact_narrowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_again (company_id, changed_at)
  SELECT c.company_id, clock_timestamp() FROM companies_contact c
  WHERE c.id = CASE WHEN TG_TABLE_NAME = 'companies_contact' THEN (to_jsonb(OLD) ->> 'id')::bigint
    ELSE (to_jsonb(OLD) ->> 'contact_id')::bigint END;
  RETURN NULL;
END $$;
CREATE TRIGGER companies_contact_narrowed AFTER UPDATE OF audience ON companies_contact
  FOR EACH ROW WHEN (OLD.audience IS DISTINCT FROM NEW.audience) EXECUTE FUNCTION companies_contact_narrowed();
CREATE TRIGGER companies_contact_narrowed AFTER DELETE ON companies_contact_readers
  FOR EACH ROW EXECUTE FUNCTION companies_contact_narrowed();
CREATE TRIGGER companies_contact_narrowed AFTER DELETE ON companies_contact_team
  FOR EACH ROW EXECUTE FUNCTION companies_contact_narrowed();
"""
BACK = """
DROP TRIGGER companies_contact_narrowed ON companies_contact;
DROP TRIGGER companies_contact_narrowed ON companies_contact_readers;
DROP TRIGGER companies_contact_narrowed ON companies_contact_team;
DROP FUNCTION companies_contact_narrowed();
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0014_import_proposals"), ("search", "0004_slices")]
    operations = [migrations.RunSQL(NARROWED, BACK)]
