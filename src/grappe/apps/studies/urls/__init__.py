"""Which address of this app leads where?"""

from grappe.apps.studies.urls import editions, figures, findings, reviews, sources, studies

app_name = "studies"
urlpatterns = [
    *studies.urlpatterns,
    *sources.urlpatterns,
    *figures.urlpatterns,
    *findings.urlpatterns,
    *reviews.urlpatterns,
    *editions.urlpatterns,
]
