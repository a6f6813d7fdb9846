"""Which address leads to a study's hypotheses, calendar, costs and documents?"""

from django.urls import path

from grappe.apps.studies.views import hypotheses, plan

urlpatterns = [
    path("<int:pk>/hypotheses/", hypotheses.hypotheses, name="hypotheses"),
    path("<int:pk>/hypotheses/add/", hypotheses.add, name="hypothesis_add"),
    path("hypotheses/<int:pk>/", hypotheses.edit, name="hypothesis_edit"),
    path("hypotheses/<int:pk>/move/", hypotheses.move, name="hypothesis_move"),
    path("hypotheses/<int:pk>/remove/", hypotheses.remove, name="hypothesis_remove"),
    path("<int:pk>/plan/", plan.plan, name="plan"),
    path("<int:pk>/plan/milestone/", plan.milestone_add, name="milestone_add"),
    path("<int:pk>/plan/cost/", plan.cost_add, name="cost_add"),
    path("<int:pk>/plan/material/", plan.material_add, name="material_add"),
    path("milestones/<int:pk>/", plan.milestone_edit, name="milestone_edit"),
    path("milestones/<int:pk>/done/", plan.milestone_done, name="milestone_done"),
    path("milestones/<int:pk>/remove/", plan.milestone_remove, name="milestone_remove"),
    path("costs/<int:pk>/", plan.cost_edit, name="cost_edit"),
    path("costs/<int:pk>/remove/", plan.cost_remove, name="cost_remove"),
    path("materials/<int:pk>/", plan.material_edit, name="material_edit"),
    path("materials/<int:pk>/file/", plan.material_file, name="material_file"),
    path("materials/<int:pk>/remove/", plan.material_remove, name="material_remove"),
]
