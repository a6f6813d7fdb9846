"""Which address leads to what somebody around ideas sees by their own signed link?"""

from django.urls import path

from grappe.apps.ideas.views import own

urlpatterns = [
    path("me/<str:token>/", own.own_page, name="own"),
    path("me/<str:token>/seen/", own.own_seen, name="own_seen"),
    path("me/<str:token>/new/", own.own_new, name="own_new"),
    path("me/<str:token>/similar/", own.own_similar, name="own_similar"),
    path("me/<str:token>/idea/<int:pk>/", own.own_idea, name="own_idea"),
    path("me/<str:token>/idea/<int:pk>/edit/", own.own_edit, name="own_edit"),
    path("me/<str:token>/idea/<int:pk>/comment/", own.own_comment, name="own_comment"),
    path(
        "me/<str:token>/comment/<int:pk>/take-back/", own.own_comment_take_back, name="own_comment_take_back"
    ),
]
