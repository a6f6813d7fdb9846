"""What is not for everybody is marked, so that nobody has to be asked of all the rest whether they may find it.

`=C` on what hangs on a company that not all who see all companies see, and there its words once more as `=C:…`; `=R` on a record
that not everybody reads. Nearly everything has neither: a reader asks `!=R | =r:mine`, which looks at the few that are marked,
where `=r:all` would be read in as many places as there are entries.
"""

from django.db import migrations

WORDS = r"""
CREATE OR REPLACE FUNCTION search_words(s search_source, firm text, firm_facets text[], firm_access text[], the_kind text)
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
"""

# What is there already: the few that get a mark, from the words that they have.
MARKED = """
UPDATE search_entry e SET words = words || array_to_tsvector(marks.found)
FROM (SELECT id, ARRAY(
    SELECT '=R' WHERE NOT words @@ $$'=r:all'$$
    UNION SELECT '=C' WHERE NOT words @@ $$'=c:all' | '=c:every'$$
    UNION SELECT '=C' || substr(word, 3) FROM unnest(tsvector_to_array(words)) AS word
      WHERE word LIKE '=c:%' AND NOT words @@ $$'=c:all' | '=c:every'$$
    ORDER BY 1) AS found
  FROM search_entry WHERE NOT words @@ $$'=r:all'$$ OR NOT words @@ $$'=c:all' | '=c:every'$$) AS marks
WHERE marks.id = e.id
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_functions")]
    operations = [
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(MARKED, migrations.RunSQL.noop),
    ]
