"""Which address of this app leads where?"""

from grappe.apps.studies.urls import editions, figures, reviews, sources, studies

app_name = "studies"
urlpatterns = [
    *studies.urlpatterns,
    *sources.urlpatterns,
    *figures.urlpatterns,
    *reviews.urlpatterns,
    *editions.urlpatterns,
]
