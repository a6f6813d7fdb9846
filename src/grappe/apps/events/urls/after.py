"""Which address leads to what came of an event, and to the cooperations?"""

from django.urls import path

from grappe.apps.events.views import after, cooperations

urlpatterns = [
    path("<int:pk>/after/", after.after, name="after"),
    path("<int:pk>/after/need/", after.add_need, name="outcome_need"),
    path("<int:pk>/after/idea/", after.add_idea, name="outcome_idea"),
    path("<int:pk>/after/cooperation/", after.add_cooperation, name="outcome_cooperation"),
    path("<int:pk>/after/existing/", after.add_existing, name="outcome_existing"),
    path("links/<int:pk>/remove/", after.unlink, name="unlink"),
    path("cooperations/", cooperations.cooperation_list, name="cooperations"),
    path("cooperations/<int:pk>/", cooperations.detail, name="cooperation"),
    path("cooperations/<int:pk>/edit/", cooperations.edit, name="cooperation_edit"),
    path("cooperations/<int:pk>/state/", cooperations.move, name="cooperation_move"),
    path("cooperations/company/<int:company_pk>/new/", cooperations.create, name="cooperation_create"),
    path("cooperations/company/<int:pk>/", cooperations.of_company, name="cooperations_of"),
]
