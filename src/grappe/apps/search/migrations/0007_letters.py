"""Mails are found in the inbox that they came to, besides with their company."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0006_mails'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('company', 'Companies'), ('person', 'People'), ('contact', 'Contacts and notes'), ('need', 'Needs'), ('solution', 'Solutions'), ('programme', 'Aids'), ('event', 'Events'), ('group', 'Working groups'), ('study', 'Studies'), ('idea', 'Ideas'), ('flagship', 'Flagship projects'), ('challenge', 'Ideation campaigns'), ('plan', 'Action plans'), ('sheet', 'Trend sheets'), ('diagnostic', 'Diagnostics'), ('paper', 'Documents of working groups'), ('material', 'Documents of studies'), ('mail', 'Mails'), ('letter', 'Mails of one’s own inbox')], max_length=10),
        ),
    ]
