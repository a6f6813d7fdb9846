"""Which address of diagnostics leads where?"""

from django.urls import path

from grappe.apps.diagnostics import views

app_name = "diagnostics"
urlpatterns = [
    path("company/<int:company_pk>/", views.company_runs, name="list"),
    path("company/<int:company_pk>/start/", views.start, name="start"),
    path("<int:pk>/", views.answer, name="answer"),
    path("<int:pk>/answers/<slug:question>/", views.save, name="save"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/link/", views.link, name="link"),
    path("<int:pk>/link/send/", views.send, name="send_link"),
    path("<int:pk>/link/withdraw/", views.withdraw, name="withdraw_link"),
    path("<int:pk>/result/", views.result, name="result"),
    path("alone/<str:token>/", views.outsider, name="outsider"),
    path("alone/<str:token>/answers/<slug:question>/", views.outsider_save, name="outsider_save"),
    path("alone/<str:token>/finish/", views.outsider_finish, name="outsider_finish"),
]
