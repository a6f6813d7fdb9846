"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.matches.views import fields, introductions, outside, ranking

app_name = "matches"
urlpatterns = [
    path("need/<int:pk>/", ranking.solutions, name="solutions"),
    path("need/<int:pk>/decided/", ranking.of_need, name="of_need"),
    path("need/<int:pk>/<slug:kind>/<int:target>/", ranking.one_result, name="result"),
    path("need/<int:pk>/<slug:kind>/<int:target>/decide/", ranking.decide, name="decide"),
    path("<int:pk>/", ranking.match, name="match"),
    path("<int:pk>/fields/", fields.of_match, name="match_fields"),
    path("<int:pk>/take-back/", ranking.take_back, name="take_back"),
    path("<int:pk>/introduce/", introductions.introduce, name="introduce"),
    path("introductions/", introductions.introductions, name="introductions"),
    path("introductions/<int:pk>/", introductions.introduction, name="introduction"),
    path("introductions/<int:pk>/fields/", fields.of_introduction, name="introduction_fields"),
    path("introductions/<int:pk>/change/", introductions.change, name="change"),
    path("answer/<str:token>/", outside.outsider, name="outsider"),
]
