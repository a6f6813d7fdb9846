"""Which addresses have the programmes, and a company's aids?"""

from django.urls import path

from grappe.apps.aids.views import programmes as views

urlpatterns = [
    path("", views.programme_list, name="list"),
    path("company/<int:company>/", views.company_aids, name="company"),
    path("company/<int:company>/now/", views.company_aids_fragment, name="company_fragment"),
    path("company/<int:company>/answer/<slug:field>/", views.answer, name="answer"),
]
last = [path("<slug:slug>/", views.programme_detail, name="detail")]
