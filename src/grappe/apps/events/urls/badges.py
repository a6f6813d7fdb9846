"""Which address leads to badges?"""

from django.urls import path

from grappe.apps.events.views import badges

urlpatterns = [
    path("<int:pk>/badges/", badges.badge_list, name="badges"),
    path("<int:pk>/badges/all.pdf", badges.sheets, name="badge_sheets"),
    path("<int:pk>/badges/prepare/", badges.prepare, name="badge_prepare"),
    path("badges/<int:pk>/progress/", badges.file_progress, name="badge_file_progress"),
    path("badges/<int:pk>/file.pdf", badges.file, name="badge_file"),
    path("registrations/<int:pk>/badge.pdf", badges.badge, name="badge"),
    path("r/<str:token>/badge.pdf", badges.own_badge, name="own_badge"),
]
