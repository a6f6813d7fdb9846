"""Which address of surveys leads where?"""

from django.urls import path

from grappe.apps.surveys.views import answering, waves

app_name = "surveys"
urlpatterns = [
    path("", waves.wave_list, name="waves"),
    path("new/", waves.wave_new, name="wave_new"),
    path("<int:pk>/", waves.wave_page, name="wave"),
    path("<int:pk>/edit/", waves.wave_edit, name="wave_edit"),
    path("<int:pk>/start/", waves.start, name="wave_start"),
    path("<int:pk>/close/", waves.close, name="wave_close"),
    path("<int:pk>/letters/", waves.send_again, name="wave_letters"),
    path("<int:pk>/missing/", waves.missing, name="missing"),
    path("<int:pk>/results/", waves.wave_results, name="results"),
    path("<int:pk>/answers.csv", waves.export_csv, name="export_csv"),
    path("<int:pk>/answers.xlsx", waves.export_xlsx, name="export_xlsx"),
    path("<int:pk>/code-book.csv", waves.code_book, name="code_book"),
    path("companies/<int:pk>/", answering.part, name="part"),
    path("companies/<int:pk>/answer/", answering.answer, name="answer"),
    path("companies/<int:pk>/answers/<slug:question>/", answering.save, name="save"),
    path("companies/<int:pk>/submit/", answering.submit, name="submit"),
    path("companies/<int:pk>/decline/", answering.decline, name="decline"),
    path("companies/<int:pk>/again/", answering.again, name="again"),
    path("own/<str:token>/", answering.own, name="own"),
    path("own/<str:token>/opened/", answering.own_opened, name="own_opened"),
    path("own/<str:token>/answers/<slug:question>/", answering.own_save, name="own_save"),
    path("own/<str:token>/submit/", answering.own_submit, name="own_submit"),
    path("own/<str:token>/decline/", answering.own_decline, name="own_decline"),
    path("own/<str:token>/again/", answering.own_again, name="own_again"),
    path("own/<str:token>/object/", answering.own_object, name="own_object"),
]
