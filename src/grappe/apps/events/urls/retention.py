"""Which address leads to how long an attendance list is kept?"""

from django.urls import path

from grappe.apps.events.views import retention

urlpatterns = [
    path("<int:pk>/retention/", retention.page, name="retention"),
]
