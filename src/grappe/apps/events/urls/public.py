"""Which address leads to what strangers see, and to one's own registration?"""

from django.urls import path

from grappe.apps.events.views import own, public

urlpatterns = [
    path("p/", public.public_list, name="public_list"),
    path("p/<slug:slug>/", public.page, name="public"),
    path("p/<slug:slug>/register/", public.register, name="register"),
    path("p/<slug:slug>/thanks/", public.thanks, name="thanks"),
    path("i/<str:token>/", public.invited, name="invited"),
    path("r/<str:token>/", own.own_page, name="own"),
]
