"""Which address of this app leads where?"""

from grappe.apps.studies.urls import (
    chapters,
    editions,
    figures,
    findings,
    interviews,
    plan,
    reviews,
    sources,
    studies,
)

app_name = "studies"
urlpatterns = [
    *studies.urlpatterns,
    *chapters.urlpatterns,
    *sources.urlpatterns,
    *interviews.urlpatterns,
    *plan.urlpatterns,
    *figures.urlpatterns,
    *findings.urlpatterns,
    *reviews.urlpatterns,
    *editions.urlpatterns,
]
