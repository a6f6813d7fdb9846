"""Which address leads to the measures of a plan, and to what they created?"""

from django.urls import path

from grappe.apps.insight.views import measures

urlpatterns = [
    path("plans/<int:pk>/measures/add/", measures.add, name="measure_add"),
    path("measures/<int:pk>/", measures.measure, name="measure"),
    path("measures/<int:pk>/edit/", measures.edit, name="measure_edit"),
    path("measures/<int:pk>/move/", measures.move, name="measure_move"),
    path("measures/<int:pk>/remove/", measures.remove, name="measure_remove"),
    path("measures/<int:pk>/reorder/", measures.reorder, name="measure_reorder"),
    path("measures/<int:pk>/link/", measures.link, name="measure_link"),
    path("measures/<int:pk>/programme/", measures.begin_programme, name="measure_programme"),
    path("measures/<int:pk>/campaign/", measures.begin, {"what": "campaign"}, name="measure_campaign"),
    path("measures/<int:pk>/event/", measures.begin, {"what": "event"}, name="measure_event"),
    path("measures/<int:pk>/study/", measures.begin, {"what": "study"}, name="measure_study"),
    path("links/<int:pk>/unlink/", measures.unlink, name="measure_unlink"),
    path("of-programme/<int:pk>/", measures.of_thing, {"kind": "programme"}, name="of_programme"),
    path("of-event/<int:pk>/", measures.of_thing, {"kind": "event"}, name="of_event"),
    path("of-study/<int:pk>/", measures.of_thing, {"kind": "study"}, name="of_study"),
    path("of-campaign/<int:pk>/", measures.of_thing, {"kind": "campaign"}, name="of_campaign"),
    path("of-solution/<int:pk>/", measures.of_thing, {"kind": "solution"}, name="of_solution"),
    path("of-group/<int:pk>/", measures.of_thing, {"kind": "group"}, name="of_group"),
    path("of-idea/<int:pk>/", measures.of_thing, {"kind": "idea"}, name="of_idea"),
]
