"""Which address of trends leads where?"""

from django.urls import path

from grappe.apps.trends.views import correcting, feeds, from_topic, sheets, starting, topics

app_name = "trends"
urlpatterns = [
    path("", sheets.sheet_list, name="sheets"),
    path("sheets/new/", sheets.create, name="sheet_new"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/edit/", sheets.edit, name="sheet_edit"),
    path("sheets/<int:pk>/move/", sheets.move, name="sheet_move"),
    path("sheets/<int:pk>/evidence/", sheets.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/remove/", sheets.evidence_remove, name="evidence_remove"),
    path("sheets/<int:pk>/study/", starting.study, name="sheet_study"),
    path("sheets/<int:pk>/campaign/", starting.challenge, name="sheet_challenge"),
    path("sheets/<int:pk>/measure/", starting.measure, name="sheet_measure"),
    path("topics/", topics.topic_list, name="topics"),
    path("topics/refresh/", topics.topic_refresh, name="topics_refresh"),
    path("topics/runs/<int:pk>/", topics.topic_progress, name="topics_progress"),
    path("topics/<int:pk>/", topics.topic, name="topic"),
    path("topics/<int:pk>/mark/", correcting.mark, name="topic_mark"),
    path("topics/<int:pk>/name/", correcting.name, name="topic_name"),
    path("topics/<int:pk>/merge/", correcting.merge, name="topic_merge"),
    path("topics/<int:pk>/split/", correcting.split, name="topic_split"),
    path("topics/corrections/<int:pk>/undo/", correcting.undo, name="topic_undo"),
    path("topics/<int:pk>/sheet/", from_topic.sheet_begin, name="topic_sheet"),
    path("radar/", sheets.radar_page, name="radar"),
    path("sources/", feeds.feed_list, name="feeds"),
    path("sources/add/", feeds.feed_add, name="feed_add"),
    path("sources/<int:pk>/pause/", feeds.feed_pause, name="feed_pause"),
    path("sources/<int:pk>/remove/", feeds.feed_remove, name="feed_remove"),
    path("sources/entries/<int:pk>/use/", feeds.entry_use, name="entry_use"),
]
