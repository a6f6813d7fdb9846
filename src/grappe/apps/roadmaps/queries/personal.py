"""What do roadmaps hold of people? Who does a step, by name, and whoever is named in the words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.roadmaps.models import AidRequest, FollowUp, Roadmap, Step
from grappe.ui.personal import Why, nobody, written

TABLES = (
    written(Roadmap, _("Roadmaps"), "title outcome", plain="feed_salt"),
    written(Step, _("Steps of roadmaps"), "title description obstacle custom", beside="owner_name"),
    written(AidRequest, _("Requests for aid"), "label"),
    nobody(FollowUp, Why.KEYS),
)
