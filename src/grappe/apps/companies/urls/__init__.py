"""Which address of this app leads where?"""

from grappe.apps.companies.urls import contacts, imports

app_name = "companies"
urlpatterns = [*imports.urlpatterns, *contacts.urlpatterns]
