"""Which address leads where?"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from grappe.config.doors import raw_pages

raw_pages.close()
admin.site.site_header = settings.ADMIN_TITLE
urlpatterns = [
    path("", include("grappe.apps.desk.urls")),
    path("companies/", include("grappe.apps.companies.urls")),
    path("diagnostics/", include("grappe.apps.diagnostics.urls")),
    path("needs/", include("grappe.apps.needs.urls")),
    path("aids/", include("grappe.apps.aids.urls")),
    path("solutions/", include("grappe.apps.solutions.urls")),
    path("matches/", include("grappe.apps.matches.urls")),
    path("roadmaps/", include("grappe.apps.roadmaps.urls")),
    path("events/", include("grappe.apps.events.urls")),
    path("reporting/", include("grappe.apps.reporting.urls")),
    path("", include("grappe.apps.calendars.urls")),  # calendars/ and, for everybody, book/
    path("mail/", include("grappe.apps.mail.urls")),
    path("trends/", include("grappe.apps.trends.urls")),
    path("insight/", include("grappe.apps.insight.urls")),
    path("ideas/", include("grappe.apps.ideas.urls")),
    path("surveys/", include("grappe.apps.surveys.urls")),
    path("groups/", include("grappe.apps.groups.urls")),
    path("studies/", include("grappe.apps.studies.urls")),
    path("campaigns/", include("grappe.apps.campaigns.urls")),
    path("privacy/", include("grappe.apps.privacy.urls")),
    path("duplicates/", include("grappe.apps.duplicates.urls")),
    path("lists/", include("grappe.apps.lists.urls")),
    path("fields/", include("grappe.apps.fields.urls")),
    path("clusters/", include("grappe.apps.clusters.urls")),
    path("accounts/", include("grappe.apps.accounts.urls")),
    path("account/", include("grappe.config.doors.urls")),
    path("ui/", include("grappe.ui.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "grappe.ui.views.bad_request"
handler403 = "grappe.ui.views.permission_denied"
handler404 = "grappe.ui.views.not_found"
handler500 = "grappe.ui.views.server_error"
