"""Which address leads to a company's events?"""

from django.urls import path

from grappe.apps.events.views import attendance

urlpatterns = [
    path("of/<int:pk>/", attendance.of_company, name="of_company"),
]
