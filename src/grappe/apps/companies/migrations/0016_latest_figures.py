"""The latest figures and the last contact of each company, in columns that a list can be asked for and ordered by.

Kept by triggers of what they are read from: no operation, import or merge can forget them. A row is locked before it is worked
out, so that of two who write at once the later one sees what the other wrote.
"""

import django.db.models.deletion
from django.db import migrations, models

LATEST = """
CREATE FUNCTION companies_latest_of(ids bigint[])
RETURNS TABLE (company_id bigint, headcount numeric, turnover_eur numeric, balance_sheet_eur numeric, last_held_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT i.id,
    (SELECT f.headcount FROM companies_yearfigures f WHERE f.company_id = i.id AND f.headcount IS NOT NULL ORDER BY year DESC LIMIT 1),
    (SELECT f.turnover_eur FROM companies_yearfigures f
      WHERE f.company_id = i.id AND f.turnover_eur IS NOT NULL ORDER BY year DESC LIMIT 1),
    (SELECT f.balance_sheet_eur FROM companies_yearfigures f
      WHERE f.company_id = i.id AND f.balance_sheet_eur IS NOT NULL ORDER BY year DESC LIMIT 1),
    -- OFFSET 0: the company's own contacts are read, never all that were held from the latest back until one is its own.
    (SELECT max(c.starts_at) FROM (SELECT starts_at FROM companies_contact WHERE company_id = i.id AND state = 'held' OFFSET 0) c)
  FROM unnest(ids) AS i(id)
$$;

CREATE FUNCTION companies_latest_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL OR cardinality(ids) = 0 THEN RETURN; END IF;
  PERFORM 1 FROM companies_latest WHERE company_id = ANY (ids) ORDER BY company_id FOR UPDATE;
  UPDATE companies_latest l
  SET headcount = n.headcount, turnover_eur = n.turnover_eur, balance_sheet_eur = n.balance_sheet_eur, last_held_at = n.last_held_at
  FROM companies_latest_of(ids) n WHERE l.company_id = n.company_id
    AND (l.headcount, l.turnover_eur, l.balance_sheet_eur, l.last_held_at)
      IS DISTINCT FROM (n.headcount, n.turnover_eur, n.balance_sheet_eur, n.last_held_at);
END $$;

-- Of all companies from a number on, a piece at a time; returns the last of them, nothing when there are no more.
CREATE FUNCTION companies_latest_next(after bigint, many int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE ids bigint[] := (SELECT array_agg(id ORDER BY id) FROM
  (SELECT id FROM companies_company WHERE id > after ORDER BY id LIMIT many) AS next);
BEGIN
  INSERT INTO companies_latest (company_id) SELECT unnest(ids) ON CONFLICT DO NOTHING;
  PERFORM companies_latest_refresh(ids);
  RETURN ids[cardinality(ids)];
END $$;

CREATE FUNCTION companies_latest_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'companies_company' THEN
    INSERT INTO companies_latest (company_id) SELECT id FROM rows_new ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM companies_latest_refresh(ARRAY(SELECT DISTINCT company_id FROM rows_new));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM companies_latest_refresh(ARRAY(SELECT DISTINCT company_id FROM rows_old));
  ELSE
    PERFORM companies_latest_refresh(ARRAY(SELECT company_id FROM rows_new UNION SELECT company_id FROM rows_old));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER companies_latest_i AFTER INSERT ON companies_company REFERENCING NEW TABLE AS rows_new
  FOR EACH STATEMENT EXECUTE FUNCTION companies_latest_written();
DO $$
DECLARE source text;
BEGIN
  FOREACH source IN ARRAY ARRAY['companies_yearfigures', 'companies_contact'] LOOP
    EXECUTE format('CREATE TRIGGER companies_latest_i AFTER INSERT ON %I REFERENCING NEW TABLE AS rows_new '
      'FOR EACH STATEMENT EXECUTE FUNCTION companies_latest_written()', source);
    EXECUTE format('CREATE TRIGGER companies_latest_d AFTER DELETE ON %I REFERENCING OLD TABLE AS rows_old '
      'FOR EACH STATEMENT EXECUTE FUNCTION companies_latest_written()', source);
    EXECUTE format('CREATE TRIGGER companies_latest_u AFTER UPDATE ON %I REFERENCING OLD TABLE AS rows_old NEW TABLE AS rows_new '
      'FOR EACH STATEMENT EXECUTE FUNCTION companies_latest_written()', source);
  END LOOP;
END $$;

INSERT INTO companies_latest (company_id, headcount, turnover_eur, balance_sheet_eur, last_held_at)
SELECT n.* FROM companies_latest_of(ARRAY(SELECT id FROM companies_company)) n;
"""
BACK = """
DROP TRIGGER companies_latest_i ON companies_company;
DROP TRIGGER companies_latest_i ON companies_yearfigures;
DROP TRIGGER companies_latest_d ON companies_yearfigures;
DROP TRIGGER companies_latest_u ON companies_yearfigures;
DROP TRIGGER companies_latest_i ON companies_contact;
DROP TRIGGER companies_latest_d ON companies_contact;
DROP TRIGGER companies_latest_u ON companies_contact;
DROP FUNCTION companies_latest_written;
DROP FUNCTION companies_latest_next;
DROP FUNCTION companies_latest_refresh;
DROP FUNCTION companies_latest_of;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0015_looked_at_again'),
    ]

    operations = [
        migrations.CreateModel(
            name='Latest',
            fields=[
                ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='latest', serialize=False, to='companies.company')),
                ('headcount', models.DecimalField(decimal_places=1, max_digits=9, null=True)),
                ('turnover_eur', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('balance_sheet_eur', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('last_held_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('headcount'), nulls_last=True), models.OrderBy(models.F('company')), name='companies_heads_rising'), models.Index(models.OrderBy(models.F('headcount'), descending=True, nulls_last=True), models.OrderBy(models.F('company'), descending=True), name='companies_heads_falling'), models.Index(models.OrderBy(models.F('turnover_eur'), nulls_last=True), models.OrderBy(models.F('company')), name='companies_turnover_rising'), models.Index(models.OrderBy(models.F('turnover_eur'), descending=True, nulls_last=True), models.OrderBy(models.F('company'), descending=True), name='companies_turnover_falls'), models.Index(models.OrderBy(models.F('last_held_at'), nulls_last=True), models.OrderBy(models.F('company')), name='companies_held_rising'), models.Index(models.OrderBy(models.F('last_held_at'), descending=True, nulls_last=True), models.OrderBy(models.F('company'), descending=True), name='companies_held_falling')],
            },
        ),
        migrations.RunSQL(LATEST, BACK),
    ]
