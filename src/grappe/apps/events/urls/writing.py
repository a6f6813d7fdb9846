"""Which address leads to writing an event, its programme and its questions, and to who is registered?"""

from django.urls import path

from grappe.apps.events.views import programme, registrations, removal, writing

urlpatterns = [
    path("new/", writing.create, name="create"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/publish/", writing.publish, name="publish"),
    path("<int:pk>/call-off/", writing.call_off, name="call_off"),
    path("<int:pk>/delete/", removal.delete, name="delete"),
    path("<int:pk>/duplicate/", writing.duplicate, name="duplicate"),
    path("<int:pk>/programme/", programme.programme, name="programme"),
    path("<int:pk>/registrations/", registrations.registration_list, name="registrations"),
    path("<int:pk>/registrations/add/", registrations.add, name="registration_add"),
    path("<int:pk>/registrations.csv", registrations.as_csv, name="registrations_csv"),
    path("<int:pk>/registrations.xlsx", registrations.as_workbook, name="registrations_xlsx"),
    path("registrations/<int:pk>/", registrations.registration, name="registration"),
    path("registrations/<int:pk>/cancel/", registrations.cancel, name="registration_cancel"),
    path("registrations/<int:pk>/company/", registrations.set_company, name="registration_company"),
]
for kind in ("session", "speaker", "question"):
    urlpatterns += [
        path(f"<int:pk>/{kind}s/add/", programme.add, {"kind": kind}, name=f"{kind}_add"),
        path(f"{kind}s/<int:pk>/edit/", programme.edit, {"kind": kind}, name=f"{kind}_edit"),
        path(f"{kind}s/<int:pk>/remove/", programme.remove, {"kind": kind}, name=f"{kind}_remove"),
        path(f"{kind}s/<int:pk>/move/", programme.move, {"kind": kind}, name=f"{kind}_move"),
    ]
