"""Which addresses have the drafts of programmes, and their history?"""

from django.urls import path

from grappe.apps.aids.views import draft_reviews as reviews
from grappe.apps.aids.views import draft_trees as trees
from grappe.apps.aids.views import drafts as views

urlpatterns = [
    path("editor/", views.draft_list, name="drafts"),
    path("editor/programmes/", views.programme_options, name="draft_programmes"),
    path("editor/<int:pk>/fields/", views.field_options, name="draft_fields"),
    path("editor/<int:pk>/", views.draft_text, name="draft"),
    path("editor/<int:pk>/save/", views.draft_save, name="draft_save"),
    path("editor/<int:pk>/text/<int:number>/", views.old_text, name="draft_old_text"),
    path("editor/<int:pk>/yaml/", views.draft_yaml, name="draft_yaml"),
    path("editor/<int:pk>/tree/", trees.draft_tree, name="draft_tree"),
    path("editor/<int:pk>/tree/node/", trees.draft_node, name="draft_node"),
    path("editor/<int:pk>/tree/change/", trees.draft_tree_change, name="draft_tree_change"),
    path("editor/<int:pk>/try/", reviews.draft_try, name="draft_try"),
    path("editor/<int:pk>/difference/", reviews.draft_difference, name="draft_difference"),
    path("editor/<int:pk>/difference/<int:number>/", reviews.draft_progress, name="draft_progress"),
    path("editor/<int:pk>/review/", reviews.draft_review, name="draft_review"),
    path("editor/<int:pk>/step/", reviews.draft_step, name="draft_step"),
    path("history/<slug:slug>/", reviews.history, name="history"),
    path("history/<slug:slug>/<int:number>/", reviews.publication, name="publication"),
    path("history/<slug:slug>/<int:number>/yaml/", reviews.publication_yaml, name="publication_yaml"),
    path(
        "history/<slug:slug>/<int:number>/restore/", reviews.publication_restore, name="publication_restore"
    ),
]
