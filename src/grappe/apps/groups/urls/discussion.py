"""Which address leads to what is said at a point, and to the points that members propose?"""

from django.urls import path

from grappe.apps.groups.views import discussion, proposals

urlpatterns = [
    path("point/<int:pk>/discussion/", discussion.discussion, name="discussion"),
    path("comment/<int:pk>/take-back/", discussion.take_back, name="comment_take_back"),
    path("proposal/<int:pk>/decide/", proposals.decide, name="proposal_decide"),
    path(
        "m/<str:token>/session/<int:pk>/point/<int:point>/", discussion.own_discussion, name="own_discussion"
    ),
    path("m/<str:token>/comment/<int:pk>/take-back/", discussion.own_take_back, name="own_comment_take_back"),
    path("m/<str:token>/points/", proposals.own_propose, name="own_propose"),
    path("m/<str:token>/points/<int:pk>/", proposals.own_decide, name="own_proposal_decide"),
]
