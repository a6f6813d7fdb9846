"""Which address leads to gates, to an idea at one of them, and to a review?"""

from django.urls import path

from grappe.apps.ideas.views import gates, reviews, standing

urlpatterns = [
    path("gates/", standing.gate_list, name="gates"),
    path("gates/<slug:slug>/", standing.gate, name="gate"),
    path("<int:pk>/gates/", gates.assessment_list, name="assessments"),
    path("<int:pk>/gates/open/", gates.assessment_open, name="assessment_open"),
    path("assessments/<int:pk>/", gates.assessment, name="assessment"),
    path("assessments/<int:pk>/change/", gates.assessment_change, name="assessment_change"),
    path("assessments/<int:pk>/call-off/", gates.call_off, name="call_off"),
    path("assessments/<int:pk>/decide/", gates.decide, name="decide"),
    path("reviewers/<int:pk>/change/", gates.reviewer_change, name="reviewer_change"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("me/<str:token>/review/<int:pk>/", reviews.own_review, name="own_review"),
]
