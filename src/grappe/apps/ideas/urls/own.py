"""Which address leads to what somebody around ideas sees by their own signed link?"""

from django.urls import path

from grappe.apps.ideas.views import own

urlpatterns = [
    path("me/<str:token>/", own.own_page, name="own"),
    path("me/<str:token>/seen/", own.own_seen, name="own_seen"),
]
