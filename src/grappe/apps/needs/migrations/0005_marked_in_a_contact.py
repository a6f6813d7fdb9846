from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0004_contact_of_mark")]

    operations = [
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('mark', None), ('contact__isnull', False), _connector='OR'), name='needs_marked_in_a_contact'),
        ),
    ]
