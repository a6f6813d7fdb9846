"""Which address leads to what a company has to do with working groups?"""

from django.urls import path

from grappe.apps.groups.views import companies

urlpatterns = [
    path("of/<int:pk>/", companies.of_company, name="of_company"),
]
