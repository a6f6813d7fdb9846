"""Slices, so that a word that stands nearly everywhere is looked for in a part; names as a whole; only what changed is looked at.

`%4`, `%32` and `%256` on every fourth, 32nd and 256th of what has no day: where too much would be found, one of these slices is read,
and the last years or months of what has a day. One word each: the index is slow to read many words of which any will do.
`"` and all the words of a name as one: who is called exactly so is found however many have that word in their name.
The planner's estimate says how much would be found, so that it has to know more words than it keeps of a column by default.
"""

from django.db import migrations, models

WORDS = r"""
CREATE OR REPLACE FUNCTION search_called(said text, slips boolean) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = public, pg_catalog AS $$
DECLARE tokens text[] := search_tokens(said); found text[] := '{}'; many int := cardinality(tokens); glued text;
BEGIN
  FOR place IN 1 .. many LOOP
    found := found || ('/' || tokens[place]);
    IF slips THEN found := found || search_slips(tokens[place]); END IF;
    IF place < many THEN
      glued := tokens[place] || tokens[place + 1];
      found := found || ('/' || glued);
      IF slips AND place = 1 THEN found := found || search_slips(glued); END IF;
    END IF;
  END LOOP;
  IF many > 0 THEN
    found := found || ('^' || left(tokens[1], 1)) || ('^' || left(tokens[1], 2)) || ('"' || array_to_string(tokens, ''));
  END IF;
  RETURN found;
END $$;

-- Words of a text. The parser makes one of a path, "/contact", which would be the mark of a name.
CREATE FUNCTION search_said(code text, said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector(search_config(code), translate(said, '/~', '  '))
$$;

CREATE OR REPLACE FUNCTION search_words(s search_source, firm text, firm_facets text[], firm_access text[], the_kind text)
RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE found tsvector := ''; more text[] := '{}'; each record; word text;
BEGIN
  FOR each IN SELECT key, value FROM jsonb_each_text(s.titles) ORDER BY key LOOP
    found := found || setweight(search_said(each.key, each.value), 'A');
  END LOOP;
  IF s.plain <> '' THEN found := found || setweight(search_said('', s.plain), 'C'); END IF;
  IF firm <> '' THEN found := found || setweight(search_said('', firm), 'C'); END IF;
  FOR each IN SELECT key, value FROM jsonb_each_text(s.texts) ORDER BY key LOOP
    found := found || setweight(search_said(each.key, left(each.value, 20000)), 'D');
  END LOOP;
  FOREACH word IN ARRAY coalesce(s.called, '{}') LOOP more := more || search_called(word, false); END LOOP;
  FOREACH word IN ARRAY coalesce(s.spelt, '{}') LOOP more := more || search_called(word, true); END LOOP;
  FOREACH word IN ARRAY coalesce(s.numbers, '{}') LOOP more := more || search_parts(word); END LOOP;
  FOREACH word IN ARRAY coalesce(s.facets, '{}') || coalesce(firm_facets, '{}') || ('k:' || the_kind) LOOP
    more := more || ('#' || word);
  END LOOP;
  IF s.day IS NOT NULL THEN
    more := more || to_char(s.day, '"#y:"YYYY') || to_char(s.day, '"#m:"YYYYMM');
  ELSE
    more := more || ARRAY(SELECT '%' || part FROM unnest(ARRAY[4, 32, 256]) AS part WHERE s.record_id % part = 0);
  END IF;
  -- A company that the index does not know yet is for administrators; what has no company is for all.
  firm_access := coalesce(firm_access, CASE WHEN s.company_id IS NULL THEN ARRAY['all'] ELSE ARRAY['adm'] END);
  FOREACH word IN ARRAY firm_access LOOP more := more || ('=c:' || word); END LOOP;
  FOREACH word IN ARRAY coalesce(s.access, '{}') LOOP more := more || ('=r:' || word); END LOOP;
  IF NOT firm_access && ARRAY['all', 'every'] THEN
    more := more || '=C'::text;
    FOREACH word IN ARRAY firm_access LOOP more := more || ('=C:' || word); END LOOP;
  END IF;
  IF NOT 'all' = ANY (coalesce(s.access, '{}')) THEN more := more || '=R'::text; END IF;
  RETURN found || array_to_tsvector(ARRAY(SELECT DISTINCT x FROM unnest(more) AS x WHERE x <> '' ORDER BY x));
END $$;
ALTER TABLE search_entry ALTER COLUMN words SET STATISTICS 400;
"""

# A catalogue that is loaded anew writes every row as it was: nothing hangs on that. Many things are looked at in pieces.
WRITTEN = r"""
CREATE OR REPLACE FUNCTION search_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found bigint[]; piece bigint[]; written text;
BEGIN
  written := CASE TG_OP WHEN 'INSERT' THEN 'SELECT * FROM rows_new' WHEN 'DELETE' THEN 'SELECT * FROM rows_old'
    ELSE 'SELECT n.* FROM rows_new n JOIN rows_old o USING (id) WHERE n IS DISTINCT FROM o UNION ALL '
      'SELECT o.* FROM rows_new n JOIN rows_old o USING (id) WHERE n IS DISTINCT FROM o' END;
  EXECUTE format('WITH rows AS (%s) SELECT array_agg(DISTINCT x) FROM (%s) AS t(x) WHERE x IS NOT NULL', written, TG_ARGV[1])
    INTO found;
  FOR place IN 0 .. coalesce(cardinality(found), 0) / 2000 LOOP
    piece := found[place * 2000 + 1 : (place + 1) * 2000];
    IF TG_ARGV[0] = 'company' THEN PERFORM search_refresh_companies(piece);
    ELSE PERFORM search_refresh(TG_ARGV[0], piece); END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION search_children(those bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE each record;
BEGIN
  FOR each IN SELECT kind, array_agg(record_id) AS ids FROM (
      SELECT kind, record_id, row_number() OVER (PARTITION BY kind ORDER BY record_id) / 2000 AS part FROM search_entry
      WHERE company_id = ANY (those) AND kind <> 'company') AS children GROUP BY kind, part ORDER BY kind, part LOOP
    PERFORM search_refresh(each.kind, each.ids);
  END LOOP;
END $$;

-- The next things of a kind after an id, anew; returns the last of them, nothing when there are no more. A piece a transaction.
CREATE FUNCTION search_rebuild_next(the_kind text, after bigint, many int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE from_table regclass := (SELECT source FROM search_tables() t WHERE t.kind = the_kind); ids bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(id ORDER BY id) FROM (SELECT id FROM %s WHERE id > $1 ORDER BY id LIMIT $2) AS next', from_table)
    INTO ids USING after, many;
  IF ids IS NULL THEN RETURN NULL; END IF;
  IF the_kind = 'company' THEN PERFORM search_refresh_companies(ids); ELSE PERFORM search_refresh(the_kind, ids); END IF;
  RETURN ids[cardinality(ids)];
END $$;

-- Entries whose thing is gone.
CREATE FUNCTION search_forget_gone(the_kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE from_table regclass := (SELECT source FROM search_tables() t WHERE t.kind = the_kind); ids bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(record_id) FROM search_entry e WHERE kind = %L AND NOT EXISTS '
    '(SELECT FROM %s t WHERE t.id = e.record_id)', the_kind, from_table) INTO ids;
  PERFORM search_refresh(the_kind, ids);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0003_marks")]
    operations = [
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(WRITTEN, migrations.RunSQL.noop),
        migrations.AddField("again", "seen", models.BigIntegerField(null=True)),
        migrations.AddIndex("entry", models.Index(fields=["day"], name="search_entry_day")),
    ]
