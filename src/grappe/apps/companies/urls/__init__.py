"""Which address of this app leads where?"""

from grappe.apps.companies.urls import contacts, files, imports

app_name = "companies"
urlpatterns = [*files.urlpatterns, *imports.urlpatterns, *contacts.urlpatterns]
