"""Which address leads to the review of a study, for its team, for a colleague and for somebody from outside?"""

from django.urls import path

from grappe.apps.studies.views import outside, reviews

urlpatterns = [
    path("<int:pk>/review/", reviews.review, name="review"),
    path("<int:pk>/review/ask/", reviews.ask, name="review_ask"),
    path("<int:pk>/review/send/", reviews.send_to_review, name="review_send"),
    path("reviews/<int:pk>/", reviews.my_review, name="my_review"),
    path("reviews/<int:pk>/withdraw/", reviews.withdraw, name="review_withdraw"),
    path("comments/<int:pk>/answer/", reviews.answer, name="comment_answer"),
    path("r/<str:token>/", outside.own_review, name="own_review"),
]
