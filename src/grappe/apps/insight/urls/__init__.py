"""Which address of this app leads where?"""

from grappe.apps.insight.urls import measures, plans

app_name = "insight"
urlpatterns = [*plans.urlpatterns, *measures.urlpatterns]
