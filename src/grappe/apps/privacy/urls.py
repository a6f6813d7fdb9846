"""Which address of personal data leads where?"""

from django.urls import path

from grappe.apps.privacy.views import cases, own, register

app_name = "privacy"
urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("open/", cases.open_case, name="open"),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/export/", cases.export, name="export"),
    path("<int:pk>/link/", cases.link, name="link"),
    path("register/", register.register, name="register"),
    path("register.csv", register.register_csv, name="register_csv"),
    path("me/", own.mine, name="mine"),
    path("me/fetch/", own.mine_fetch, name="mine_fetch"),
    path("own/<str:token>/", own.own, name="own"),
    path("own/<str:token>/fetch/", own.own_fetch, name="own_fetch"),
]
