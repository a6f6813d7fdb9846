"""How the index is kept: the words of an entry, and the triggers by which nothing that is written is forgotten.

An app above says in SQL what is kept of its things and which tables they hang on:

    CREATE FUNCTION search_of_need(ids bigint[]) RETURNS SETOF search_source …;
    SELECT search_watch('needs_need', 'need', 'SELECT id FROM rows');

`rows` are the rows that were written, as they were and as they are. What is kept is always what `search_of_…` says now, so
that building everything anew gives the same rows.
"""

from django.db import migrations

# A text without accents in small letters, and its words; dots and legal forms are no words of a name.
PLAIN = r"""
CREATE TEXT SEARCH CONFIGURATION grappe_lb (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION grappe_lb ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

CREATE FUNCTION search_plain(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = public, pg_catalog AS $$ BEGIN RETURN lower(unaccent(said)); END $$;

CREATE FUNCTION search_config(code text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE code WHEN 'fr' THEN 'grappe_fr' WHEN 'de' THEN 'grappe_de' WHEN 'en' THEN 'grappe_en' ELSE 'grappe_lb' END::regconfig
$$;

CREATE FUNCTION search_tokens(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = public, pg_catalog AS $$
DECLARE found text[] := '{}'; each text;
BEGIN
  FOREACH each IN ARRAY regexp_split_to_array(
    regexp_replace(search_plain(left(coalesce(said, ''), 400)), '[.]', '', 'g'), '[^[:alnum:]]+') LOOP
    IF each = '' OR length(each) > 40 OR each = ANY (
      '{sa,sarl,sarls,rl,rls,gmbh,ag,asbl,se,sca,scs,scsp,sas,ltd,inc,kg,co,plc,bv,nv,srl}') THEN CONTINUE; END IF;
    found := found || each;
    EXIT WHEN cardinality(found) = 12;
  END LOOP;
  RETURN found;
END $$;

-- A word with each of its letters left out in turn, and whole: two words that differ by a slip of the pen share one.
CREATE FUNCTION search_slips(word text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = public, pg_catalog AS $$
DECLARE found text[] := ARRAY['~' || word];
BEGIN
  IF length(word) < 4 OR length(word) > 30 OR word ~ '[0-9]' THEN RETURN '{}'; END IF;
  FOR place IN 1 .. length(word) LOOP
    found := found || ('~' || left(word, place - 1) || substr(word, place + 1));
  END LOOP;
  RETURN found;
END $$;

-- The words under which a name is found: each, two neighbours as one, how it begins, and where asked with slips of the pen.
CREATE FUNCTION search_called(said text, slips boolean) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
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
  IF many > 0 THEN found := found || ('^' || left(tokens[1], 1)) || ('^' || left(tokens[1], 2)); END IF;
  RETURN found;
END $$;

-- A number and each of its ends, so that a part of it is the beginning of one: LU12345678 is found by 3456.
CREATE FUNCTION search_parts(number text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = public, pg_catalog AS $$
DECLARE bare text := regexp_replace(search_plain(coalesce(number, '')), '[^[:alnum:]]', '', 'g'); found text[] := '{}';
BEGIN
  FOR place IN 1 .. least(length(bare), 24) - 2 LOOP found := found || ('$' || substr(bare, place)); END LOOP;
  RETURN found;
END $$;
"""

KEPT = r"""
CREATE TYPE search_source AS (
  record_id bigint,
  company_id bigint,        -- what it hangs on: its name, facets and access are taken over
  titles jsonb,             -- by language; '' for a name
  called text[],            -- found by beginnings
  spelt text[],             -- found by beginnings and with a slip of the pen
  plain text,               -- words in no language: an address, a place
  texts jsonb,              -- by language
  language text,            -- in which it is shown first
  beside text,
  day date,
  numbers text[],           -- found by any part
  facets text[],
  access text[],            -- who may find it, among those who may see its company
  meant boolean             -- found by what it means
);

-- What all things of a company take over; where something of that changed, they are looked at anew.
CREATE FUNCTION search_of_companies_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE those bigint[]; each record;
BEGIN
  SELECT array_agg(n.company_id) INTO those FROM rows_new n JOIN rows_old o USING (company_id) WHERE n IS DISTINCT FROM o;
  IF those IS NULL THEN RETURN NULL; END IF;
  INSERT INTO search_again (company_id, changed_at) SELECT unnest(those), clock_timestamp();
  PERFORM search_children(those);
  RETURN NULL;
END $$;
CREATE TRIGGER search_ofcompany_changed AFTER UPDATE ON search_ofcompany
  REFERENCING OLD TABLE AS rows_old NEW TABLE AS rows_new
  FOR EACH STATEMENT EXECUTE FUNCTION search_of_companies_changed();

CREATE FUNCTION search_children(those bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE each record;
BEGIN
  FOR each IN SELECT kind, array_agg(record_id) AS ids FROM search_entry
    WHERE company_id = ANY (those) AND kind <> 'company' GROUP BY kind ORDER BY kind LOOP
    PERFORM search_refresh(each.kind, each.ids);
  END LOOP;
END $$;

CREATE FUNCTION search_words(s search_source, firm text, firm_facets text[], firm_access text[], the_kind text)
RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE found tsvector := ''; more text[] := '{}'; each record; word text;
BEGIN
  FOR each IN SELECT key, value FROM jsonb_each_text(s.titles) ORDER BY key LOOP
    found := found || setweight(to_tsvector(search_config(each.key), each.value), 'A');
  END LOOP;
  IF s.plain <> '' THEN found := found || setweight(to_tsvector('grappe_lb', s.plain), 'C'); END IF;
  IF firm <> '' THEN found := found || setweight(to_tsvector('grappe_lb', firm), 'C'); END IF;
  FOR each IN SELECT key, value FROM jsonb_each_text(s.texts) ORDER BY key LOOP
    found := found || setweight(to_tsvector(search_config(each.key), left(each.value, 20000)), 'D');
  END LOOP;
  FOREACH word IN ARRAY coalesce(s.called, '{}') LOOP more := more || search_called(word, false); END LOOP;
  FOREACH word IN ARRAY coalesce(s.spelt, '{}') LOOP more := more || search_called(word, true); END LOOP;
  FOREACH word IN ARRAY coalesce(s.numbers, '{}') LOOP more := more || search_parts(word); END LOOP;
  FOREACH word IN ARRAY coalesce(s.facets, '{}') || coalesce(firm_facets, '{}') || ('k:' || the_kind) LOOP
    more := more || ('#' || word);
  END LOOP;
  IF s.day IS NOT NULL THEN
    more := more || to_char(s.day, '"#y:"YYYY') || to_char(s.day, '"#m:"YYYYMM');
  END IF;
  FOREACH word IN ARRAY coalesce(firm_access, '{all}') LOOP more := more || ('=c:' || word); END LOOP;
  FOREACH word IN ARRAY s.access LOOP more := more || ('=r:' || word); END LOOP;
  RETURN found || array_to_tsvector(ARRAY(SELECT DISTINCT x FROM unnest(more) AS x WHERE x <> '' ORDER BY x));
END $$;

-- Bring the entries of some things up to date: what `search_of_<kind>` says of them now.
CREATE FUNCTION search_refresh(the_kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  IF ids IS NULL OR cardinality(ids) = 0 THEN RETURN; END IF;
  -- Whoever writes the same entries waits here, so that the next line reads what the other has written.
  PERFORM 1 FROM search_entry WHERE kind = the_kind AND record_id = ANY (ids) ORDER BY id FOR UPDATE;
  EXECUTE format($q$
    WITH source AS MATERIALIZED (
      SELECT s.*, c.name AS firm, search_words(s::search_source, CASE WHEN %1$L = 'company' THEN '' ELSE c.name END,
          c.facets, c.access, %1$L) AS words
      FROM search_of_%1$s($1) AS s LEFT JOIN search_ofcompany c ON c.company_id = s.company_id
    ), gone AS (
      SELECT id FROM search_entry WHERE kind = %1$L AND record_id = ANY ($1)
        AND NOT EXISTS (SELECT FROM source WHERE source.record_id = search_entry.record_id)
    ), forgotten AS (DELETE FROM search_meaning WHERE entry_id IN (SELECT id FROM gone)
    ), dropped AS (DELETE FROM search_entry WHERE id IN (SELECT id FROM gone)
    ), kept AS (
      INSERT INTO search_entry AS e (kind, record_id, company_id, titles, texts, language, beside, day, words)
      SELECT %1$L, record_id, company_id, titles, texts, language,
        CASE WHEN %1$L IN ('company', 'person') THEN concat_ws(' · ', nullif(beside, ''),
            CASE WHEN %1$L = 'person' THEN firm END) ELSE coalesce(nullif(beside, ''), firm, '') END, day, words
      FROM source ORDER BY record_id
      ON CONFLICT (kind, record_id) DO UPDATE SET company_id = excluded.company_id, titles = excluded.titles,
        texts = excluded.texts, language = excluded.language, beside = excluded.beside, day = excluded.day,
        words = excluded.words
      WHERE (e.company_id, e.titles, e.texts, e.language, e.beside, e.day, e.words) IS DISTINCT FROM
        (excluded.company_id, excluded.titles, excluded.texts, excluded.language, excluded.beside, excluded.day, excluded.words)
      RETURNING id, record_id
    ), unmeant AS (DELETE FROM search_meaning WHERE entry_id IN (
      SELECT kept.id FROM kept JOIN source USING (record_id) WHERE NOT source.meant)
    )
    INSERT INTO search_meaning AS m (entry_id, digest)
    SELECT kept.id, md5(source.titles::text || source.texts::text) FROM kept JOIN source USING (record_id) WHERE source.meant
    ON CONFLICT (entry_id) DO UPDATE SET digest = excluded.digest, vector = NULL WHERE m.digest <> excluded.digest
  $q$, the_kind) USING ids;
END $body$;

-- The trigger of a table: its argument says which things hang on the rows that were written.
CREATE FUNCTION search_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found bigint[]; written text;
BEGIN
  written := CASE TG_OP WHEN 'INSERT' THEN 'SELECT * FROM rows_new' WHEN 'DELETE' THEN 'SELECT * FROM rows_old'
    ELSE 'SELECT * FROM rows_new UNION ALL SELECT * FROM rows_old' END;
  EXECUTE format('WITH rows AS (%s) SELECT array_agg(DISTINCT x) FROM (%s) AS t(x) WHERE x IS NOT NULL', written, TG_ARGV[1])
    INTO found;
  IF TG_ARGV[0] = 'company' THEN PERFORM search_refresh_companies(found);
  ELSE PERFORM search_refresh(TG_ARGV[0], found); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION search_watch(watched regclass, the_kind text, things text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text := format('search_%s_%s', the_kind, substr(md5(things), 1, 6));
BEGIN
  EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING NEW TABLE AS rows_new '
    'FOR EACH STATEMENT EXECUTE FUNCTION search_written(%L, %L)', name || '_i', watched, the_kind, things);
  EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s REFERENCING OLD TABLE AS rows_old '
    'FOR EACH STATEMENT EXECUTE FUNCTION search_written(%L, %L)', name || '_d', watched, the_kind, things);
  EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS rows_old NEW TABLE AS rows_new '
    'FOR EACH STATEMENT EXECUTE FUNCTION search_written(%L, %L)', name || '_u', watched, the_kind, things);
END $$;

-- Which table the things of a kind are rows of: the one that is watched for its own ids.
CREATE FUNCTION search_tables() RETURNS TABLE (kind text, source regclass) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT a[1], tgrelid::regclass FROM pg_trigger, LATERAL (SELECT string_to_array(encode(tgargs, 'escape'), '\000') AS a) AS args
  WHERE tgfoid = 'search_written'::regproc AND a[2] = 'SELECT id FROM rows' ORDER BY 1
$$;

-- All of a kind anew, in pieces; returns how many there are.
CREATE FUNCTION search_rebuild(the_kind text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE from_table regclass := (SELECT source FROM search_tables() t WHERE t.kind = the_kind); ids bigint[]; last bigint := 0;
BEGIN
  EXECUTE format('SELECT array_agg(record_id) FROM search_entry e WHERE kind = %L AND NOT EXISTS '
    '(SELECT FROM %s t WHERE t.id = e.record_id)', the_kind, from_table) INTO ids;
  PERFORM search_refresh(the_kind, ids);
  LOOP
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM %s WHERE id > %L ORDER BY id LIMIT 2000) AS next', from_table, last) INTO ids;
    EXIT WHEN ids IS NULL;
    IF the_kind = 'company' THEN PERFORM search_refresh_companies(ids); ELSE PERFORM search_refresh(the_kind, ids); END IF;
    last := ids[cardinality(ids)];
  END LOOP;
  RETURN (SELECT count(*) FROM search_entry WHERE kind = the_kind);
END $$;

-- Texts by language without empty ones, as a search_source wants them.
CREATE FUNCTION search_by_language(texts jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each_text(coalesce(nullif(texts, 'null'), '{}'))
  WHERE coalesce(value, '') <> ''
$$;
-- Several texts by language as one.
CREATE FUNCTION search_joined(VARIADIC texts jsonb[]) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(key, said), '{}') FROM (
    SELECT key, string_agg(value, E'\n' ORDER BY place) AS said
    FROM unnest(texts) WITH ORDINALITY AS t(text, place), jsonb_each_text(coalesce(nullif(text, 'null'), '{}'))
    WHERE coalesce(value, '') <> '' GROUP BY key) AS joined
$$;
"""

# One bit a number: 64 bytes instead of 1,024, compared by counting bits; the nearest are then compared exactly.
NEAR = """
CREATE INDEX search_meaning_near ON search_meaning USING hnsw ((binary_quantize(vector)::bit(512)) bit_hamming_ops)
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("ui", "0001_extensions")]
    operations = [
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(NEAR, "DROP INDEX search_meaning_near"),
    ]
