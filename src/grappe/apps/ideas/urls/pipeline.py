"""Which address leads to the board, the funnel, and the ideas by theme and cluster?"""

from django.urls import path

from grappe.apps.ideas.views import pipeline

urlpatterns = [
    path("board/", pipeline.board, name="board"),
    path("funnel/", pipeline.funnel, name="funnel"),
    path("themes/", pipeline.themes, name="themes"),
]
