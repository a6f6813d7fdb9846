"""What do action plans hold of people? Who owns a measure, by name, and whoever is named in the words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.insight.models import ActionPlan, Indicator, Measure, MeasureLink, Reading
from grappe.ui.personal import Why, nobody, written

TABLES = (
    written(ActionPlan, _("Action plans"), "titles objectives report dropped_reason"),
    written(Measure, _("Measures"), "titles descriptions remark", beside="owner_name"),
    nobody(MeasureLink, Why.KEYS),
    nobody(Indicator, Why.REFERENCE, "names unit"),
    written(Reading, _("Measures"), "source"),
)
