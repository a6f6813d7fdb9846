"""Which address leads to what came of a group?"""

from django.urls import path

from grappe.apps.groups.views import results

urlpatterns = [
    path("<int:pk>/results/", results.results, name="results"),
    path("<int:pk>/results/link/", results.link, name="result_link"),
    path("<int:pk>/results/need/", results.need, name="result_need"),
    path("<int:pk>/results/cooperation/", results.cooperation, name="result_cooperation"),
    path("result/<int:pk>/unlink/", results.unlink, name="result_unlink"),
    path("of/need/<int:pk>/", results.of_need, name="of_need"),
    path("of/study/<int:pk>/", results.of_study, name="of_study"),
    path("of/event/<int:pk>/", results.of_event, name="of_event"),
    path("of/cooperation/<int:pk>/", results.of_cooperation, name="of_cooperation"),
]
