from django.db import migrations
from django.db.models import OuterRef, Subquery


def of_mark(apps, _schema_editor):
    """Keep with each need in whose notes it was marked."""
    marks = apps.get_model("companies", "Mark").objects.filter(pk=OuterRef("mark_id"))
    needs = apps.get_model("needs", "Need").objects.filter(contact=None).exclude(mark=None)
    needs.update(contact=Subquery(marks.values("contact")[:1]))


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_contact")]

    operations = [migrations.RunPython(of_mark, migrations.RunPython.noop)]
