"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.aids import views

app_name = "aids"
urlpatterns = [
    path("", views.programme_list, name="list"),
    path("company/<int:company>/", views.company_aids, name="company"),
    path("company/<int:company>/now/", views.company_aids_fragment, name="company_fragment"),
    path("company/<int:company>/answer/<slug:field>/", views.answer, name="answer"),
    path("<slug:slug>/", views.programme_detail, name="detail"),
]
