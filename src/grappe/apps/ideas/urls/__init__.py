"""Which address of this app leads where?"""

from grappe.apps.ideas.urls import capture, challenges, flagships, gates, ideas, letters, own, pipeline, slots

app_name = "ideas"
urlpatterns = [
    *ideas.urlpatterns,
    *capture.urlpatterns,
    *pipeline.urlpatterns,
    *slots.urlpatterns,
    *own.urlpatterns,
    *flagships.urlpatterns,
    *gates.urlpatterns,
    *challenges.urlpatterns,
    *letters.urlpatterns,
]
