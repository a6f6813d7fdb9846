"""Which address of this app leads where?"""

from grappe.apps.ideas.urls import flagships, ideas, own

app_name = "ideas"
urlpatterns = [*ideas.urlpatterns, *own.urlpatterns, *flagships.urlpatterns]
