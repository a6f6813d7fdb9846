# Written by hand: the programmes that are loaded belong to the home catalogue.

import django.db.models.deletion
from django.db import migrations, models


def put_into_the_home_catalogue(apps, schema_editor):
    Programme = apps.get_model("aids", "Programme")
    Catalogue = apps.get_model("aids", "Catalogue")
    homeless = Programme.objects.filter(catalogue=None)
    first = homeless.order_by("loaded_at").first()
    if first is None:
        return
    home = Catalogue.objects.filter(home=True).first() or Catalogue.objects.create(
        slug="luxembourg", name={"en": "Luxembourg", "fr": "Luxembourg", "de": "Luxemburg"}, home=True, country="lu",
        digest="", loaded_at=first.loaded_at,
    )
    homeless.update(catalogue=home)
    apps.get_model("aids", "ProgrammeEvent").objects.filter(catalogue=None).update(catalogue=home)


class Migration(migrations.Migration):

    dependencies = [
        ("aids", "0006_catalogues"),
    ]

    operations = [
        migrations.RunPython(put_into_the_home_catalogue, migrations.RunPython.noop),
        # What was just written is checked now: a table with checks to come cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="programme",
            name="catalogue",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="programmes", to="aids.catalogue"),
        ),
        migrations.AlterField(
            model_name="programmeevent",
            name="catalogue",
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="aids.catalogue"),
        ),
    ]
