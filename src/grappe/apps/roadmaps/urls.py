"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.roadmaps import views

app_name = "roadmaps"
urlpatterns = [
    path("", views.roadmaps_list, name="list"),
    path("company/<int:company_pk>/new/", views.create, name="create"),
    path("company/<int:company_pk>/follow-up/", views.follow_up, name="follow_up"),
    path("company/<int:company_pk>/follow-up/end/", views.end_follow_up, name="end_follow_up"),
    path("of-company/<int:pk>/", views.of_company, name="of_company"),
    path("of-campaign/<int:pk>/", views.of_campaign, name="of_campaign"),
    path("of-match/<int:pk>/", views.of_match, name="of_match"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/roadmap.pdf", views.pdf, name="pdf"),
    path("<int:pk>/calendar/renew/", views.renew, name="renew"),
    path("calendar/<str:token>/roadmap.ics", views.feed, name="feed"),
    path("<int:pk>/steps/new/", views.step_add, name="step_add"),
    path("steps/<int:pk>/", views.step, name="step"),
    path("steps/<int:pk>/move/", views.move, name="move"),
    path("steps/<int:pk>/start/", views.start, name="start"),
    path("steps/<int:pk>/done/", views.done, name="done"),
    path("steps/<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/aids/new/", views.aid_add, name="aid_add"),
    path("aids/<int:pk>/", views.aid, name="aid"),
    path("aids/<int:pk>/remove/", views.aid_remove, name="aid_remove"),
]
