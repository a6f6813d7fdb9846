"""Which address of accounts leads where?"""

from django.urls import path

from grappe.apps.accounts.views import oversight, own, people

app_name = "accounts"
urlpatterns = [
    path("", people.people, name="list"),
    path("invite/", people.invite, name="invite"),
    path("security/", own.security, name="security"),
    path("security/end/", own.own_end, name="own_end"),
    path("rules/", oversight.rules, name="rules"),
    path("audit/", oversight.audit_page, name="audit"),
    path("audit.csv", oversight.audit_csv, name="audit_csv"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/invite-again/", people.invite_again, name="invite_again"),
    path("<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", people.reactivate, name="reactivate"),
    path("<int:pk>/unlock/", people.unlock, name="unlock"),
    path("<int:pk>/reset-factors/", people.reset_factors, name="reset_factors"),
    path("<int:pk>/forget-sign-on/", people.forget_identities, name="forget_identities"),
    path("<int:pk>/end/", people.end, name="end"),
]
