"""Which address leads to the text of a study, and to the chapters that several people write?"""

from django.urls import path

from grappe.apps.studies.views import chapters

urlpatterns = [
    path("<int:pk>/text/", chapters.chapter_list, name="text"),
    path("<int:pk>/text/new/", chapters.add, name="chapter_add"),
    path("chapter/<int:pk>/", chapters.chapter, name="chapter"),
    path("chapter/<int:pk>/exchange/", chapters.exchange, name="chapter_exchange"),
    path("chapter/<int:pk>/look/", chapters.look, name="chapter_look"),
    path("chapter/<int:pk>/history/<str:code>/", chapters.history, name="chapter_history"),
    path("chapter/<int:pk>/edit/", chapters.edit, name="chapter_edit"),
    path("chapter/<int:pk>/move/", chapters.move, name="chapter_move"),
    path("chapter/<int:pk>/remove/", chapters.remove, name="chapter_remove"),
]
