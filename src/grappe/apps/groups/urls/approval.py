"""Which address leads to the approval of minutes and to their versions, inside and behind a member's signed link?"""

from django.urls import path

from grappe.apps.groups.views import approval

INSIDE, OWN = "session/<int:pk>/", "m/<str:token>/session/<int:pk>/"
urlpatterns = [
    path(f"{INSIDE}approval/", approval.page, name="approval"),
    path(f"{INSIDE}version/<int:number>/", approval.version, name="minutes_version"),
    path(f"{INSIDE}version/<int:number>/pdf/", approval.pdf, name="minutes_pdf"),
    path(f"{OWN}approval/", approval.own_page, name="own_approval"),
    path(f"{OWN}version/<int:number>/", approval.own_version, name="own_minutes_version"),
    path(f"{OWN}version/<int:number>/pdf/", approval.own_pdf, name="own_minutes_pdf"),
]
