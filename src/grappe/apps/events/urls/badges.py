"""Which address leads to badges?"""

from django.urls import path

from grappe.apps.events.views import badges

urlpatterns = [
    path("<int:pk>/badges/", badges.badge_list, name="badges"),
    path("<int:pk>/badges/<int:part>.pdf", badges.sheets, name="badge_sheets"),
    path("registrations/<int:pk>/badge.pdf", badges.badge, name="badge"),
    path("r/<str:token>/badge.pdf", badges.own_badge, name="own_badge"),
]
