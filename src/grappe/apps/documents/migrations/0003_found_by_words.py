"""What the search keeps of the words in a file: by language, as a search_source wants them (see search 0002)."""

from django.db import migrations

IN_FILE = r"""
CREATE FUNCTION search_in_file(document bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT jsonb_build_object(coalesce(nullif(language, ''), 'und'), left(text, 20000)) FROM documents_extractedtext
    WHERE document_id = document AND state IN ('read', 'part') AND text <> ''), '{}')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_extracted_text")]
    operations = [migrations.RunSQL(IN_FILE, "DROP FUNCTION search_in_file(bigint)")]
