"""Which address leads to a survey: to answer it, to read it, to write its questions?"""

from django.urls import path

from grappe.apps.events.views import survey

urlpatterns = [
    path("r/<str:token>/survey/", survey.own_survey, name="own_survey"),
    path("<int:pk>/survey/", survey.results, name="survey"),
    path("<int:pk>/survey/send/", survey.send, name="survey_send"),
    path("<int:pk>/survey/by-itself/", survey.by_itself, name="survey_by_itself"),
    path("<int:pk>/survey/xlsx/", survey.sheet, name="survey_sheet"),
    path("<int:pk>/survey/question/", survey.question_add, name="survey_question_add"),
    path("survey/question/<int:pk>/", survey.question_edit, name="survey_question"),
    path("survey/question/<int:pk>/move/", survey.question_move, name="survey_question_move"),
    path("survey/question/<int:pk>/remove/", survey.question_remove, name="survey_question_remove"),
]
