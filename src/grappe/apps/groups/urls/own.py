"""Which address leads to what a member sees by their own signed link?"""

from django.urls import path

from grappe.apps.groups.views import own

urlpatterns = [
    path("m/<str:token>/", own.own_page, name="own"),
    path("m/<str:token>/seen/", own.own_seen, name="own_seen"),
    path("m/<str:token>/session/<int:pk>/", own.own_session, name="own_session"),
]
