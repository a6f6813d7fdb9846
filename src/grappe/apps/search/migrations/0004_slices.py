"""Slices, so that a word that stands nearly everywhere is looked for in a part of the entries; names as a whole.

`%00` to `%63` on what has no day: where too much would be found, a few slices are read and the last months of what has one.
`"` and all the words of a name as one: who is called exactly so is found however many have that word in their name.
The planner's estimate says how much would be found, so that it has to know more words than it keeps of a column by default.
"""

from django.db import migrations

SLICES = r"""
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

ALTER FUNCTION search_words(search_source, text, text[], text[], text) RENAME TO search_words_told;
CREATE FUNCTION search_words(s search_source, firm text, firm_facets text[], firm_access text[], the_kind text)
RETURNS tsvector LANGUAGE sql STABLE AS $$
  SELECT search_words_told(s, firm, firm_facets, firm_access, the_kind)
    || CASE WHEN s.day IS NULL THEN array_to_tsvector(ARRAY['%' || to_char(s.record_id % 64, 'FM00')]) ELSE '' END
$$;
ALTER TABLE search_entry ALTER COLUMN words SET STATISTICS 400;
"""


def rebuild(apps, schema_editor):
    """Write what is there already anew; nothing where the database is new."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM search_tables() ORDER BY kind <> 'company', kind")
        for (kind,) in cursor.fetchall():
            cursor.execute("SELECT search_rebuild(%s)", [kind])


class Migration(migrations.Migration):
    dependencies = [("search", "0003_marks")]
    operations = [
        migrations.RunSQL(SLICES, migrations.RunSQL.noop),
        migrations.RunPython(rebuild, migrations.RunPython.noop),
    ]
