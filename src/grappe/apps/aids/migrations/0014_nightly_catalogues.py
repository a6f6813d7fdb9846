from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aids", "0013_award_ceilings")]

    operations = [
        migrations.AddField(
            model_name="catalogue",
            name="nightly",
            field=models.BooleanField(default=False),
        ),
    ]
