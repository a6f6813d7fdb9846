"""Which address leads to what strangers see of working groups?"""

from django.urls import path

from grappe.apps.groups.views import public

urlpatterns = [
    path("p/", public.public_list, name="public_list"),
    path("p/<slug:slug>/", public.page, name="public"),
    path("p/<slug:slug>/join/", public.join, name="join"),
    path("p/<slug:slug>/thanks/", public.joined, name="joined"),
]
