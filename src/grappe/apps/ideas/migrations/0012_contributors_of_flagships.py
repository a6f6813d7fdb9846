"""Who may find a flagship project in confidence hangs on who contributed to its idea: looked at when a contributor gets an account."""

from django.db import migrations

WATCHED = """
SELECT search_watch('ideas_contributor', 'flagship', 'SELECT f.id FROM ideas_flagship f WHERE f.idea_id IN (
  SELECT search_ideas_above(array_agg(a.idea_id)) FROM rows JOIN ideas_author a ON a.contributor_id = rows.id)');
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0011_search_of_kept_companies"), ("search", "0004_slices")]
    operations = [migrations.RunSQL(WATCHED, migrations.RunSQL.noop)]
