"""Which address leads to a study's findings, their evidence, and what came of them?"""

from django.urls import path

from grappe.apps.studies.views import findings, uses

urlpatterns = [
    path("<int:pk>/findings/", findings.finding_list, name="findings"),
    path("<int:pk>/findings/new/", findings.add, name="finding_add"),
    path("findings/<int:pk>/edit/", findings.edit, name="finding_edit"),
    path("findings/<int:pk>/move/", findings.move, name="finding_move"),
    path("findings/<int:pk>/remove/", findings.remove, name="finding_remove"),
    path("findings/<int:pk>/evidence/", findings.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/remove/", findings.evidence_remove, name="evidence_remove"),
    path("findings/<int:pk>/use/", uses.add, name="use_add"),
    path("uses/<int:pk>/remove/", uses.remove, name="use_remove"),
    path("uses/needs/", uses.need_options, name="need_options"),
    path("of-need/<int:pk>/", uses.of_need, name="of_need"),
    path("of-programme/<int:pk>/", uses.of_programme, name="of_programme"),
    path("of-event/<int:pk>/", uses.of_event, name="of_event"),
]
