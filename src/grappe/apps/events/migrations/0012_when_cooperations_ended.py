"""Cooperations that are over get the day on which that was said, from their history; one noted as over at once gets none."""

from django.db import migrations
from django.utils import timezone

OVER = ("ended", "broken_off")


def fill(apps, schema_editor):
    cooperation = apps.get_model("events", "Cooperation")
    history = apps.get_model("events", "CooperationEvent")
    for each in cooperation.objects.filter(state__in=OVER, ended_on=None):
        rows = list(history.objects.filter(pgh_obj_id=each.pk).order_by("pgh_id").values_list("state", "pgh_created_at"))
        before = [place for place, (state, _at) in enumerate(rows) if state not in OVER]
        if before and before[-1] + 1 < len(rows):
            day = timezone.localtime(rows[before[-1] + 1][1]).date()
            each.ended_on = max(each.began_on, day)
            each.save(update_fields=["ended_on"])


class Migration(migrations.Migration):
    dependencies = [("events", "0011_cooperation_ended_on")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
