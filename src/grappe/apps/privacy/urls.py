"""Which address of personal data leads where?"""

from django.urls import path

from grappe.apps.privacy.views import cases, consents, erasing, own, register, retention

app_name = "privacy"
urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("open/", cases.open_case, name="open"),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/export/", cases.export, name="export"),
    path("<int:pk>/link/", cases.link, name="link"),
    path("<int:pk>/look/", cases.look, name="look"),
    path("<int:pk>/look/progress/", cases.look_progress, name="look_progress"),
    path("<int:pk>/erase/", erasing.erase, name="erase"),
    path("<int:pk>/erase/order/", erasing.order, name="erase_order"),
    path("erasures/", erasing.erasures, name="erasures"),
    path("erasures/<int:pk>/", erasing.erasure, name="erasure"),
    path("erasures/<int:pk>/progress/", erasing.erasure_progress, name="erasure_progress"),
    path("retention/", retention.proposals, name="proposals"),
    path("retention/preview/", retention.preview, name="proposals_preview"),
    path("retention/postpone/", retention.postpone, name="proposals_postpone"),
    path("retention/erase/", retention.erase, name="proposals_erase"),
    path("register/", register.register, name="register"),
    path("register.csv", register.register_csv, name="register_csv"),
    path("people/<int:pk>/", consents.person, name="person"),
    path("people/<int:pk>/give/<slug:purpose>/", consents.give, name="consent_give"),
    path("consents/<int:pk>/withdraw/", consents.withdraw, name="consent_withdraw"),
    path("own/<str:token>/withdraw/", own.own_withdraw, name="own_withdraw"),
    path("me/", own.mine, name="mine"),
    path("me/look/", own.mine_look, name="mine_look"),
    path("me/look/progress/", own.mine_look_progress, name="mine_look_progress"),
    path("me/fetch/", own.mine_fetch, name="mine_fetch"),
    path("own/<str:token>/", own.own, name="own"),
    path("own/<str:token>/look/", own.own_look, name="own_look"),
    path("own/<str:token>/look/progress/", own.own_look_progress, name="own_look_progress"),
    path("own/<str:token>/fetch/", own.own_fetch, name="own_fetch"),
]
