"""Which address of this app leads where?"""

from grappe.apps.ideas.urls import capture, flagships, ideas, own

app_name = "ideas"
urlpatterns = [*ideas.urlpatterns, *capture.urlpatterns, *own.urlpatterns, *flagships.urlpatterns]
