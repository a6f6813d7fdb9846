"""Which address leads to capturing, changing, discussing, joining and resting an idea?"""

from django.urls import path

from grappe.apps.ideas.views import capturing, merging, resting, similar, talk

urlpatterns = [
    path("new/", capturing.create, name="new"),
    path("similar/", similar.similar, name="similar"),
    path("<int:pk>/edit/", capturing.edit, name="edit"),
    path("<int:pk>/author/", capturing.author_add, name="author_add"),
    path("author/<int:pk>/remove/", capturing.author_remove, name="author_remove"),
    path("<int:pk>/support/", talk.support, name="support"),
    path("<int:pk>/watch/", talk.watch, name="watch"),
    path("<int:pk>/comment/", talk.comment, name="comment"),
    path("comment/<int:pk>/take-back/", talk.comment_take_back, name="comment_take_back"),
    path("<int:pk>/merge/", merging.merge, name="merge"),
    path("merge/<int:pk>/undo/", merging.unmerge, name="unmerge"),
    path("<int:pk>/park/", resting.park, name="park"),
    path("<int:pk>/reject/", resting.reject, name="reject"),
    path("<int:pk>/reopen/", resting.reopen, name="reopen"),
]
