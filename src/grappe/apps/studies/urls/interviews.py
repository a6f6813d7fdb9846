"""Which address leads to the guide, the interviews, what was answered, and the passages for print?"""

from django.urls import path

from grappe.apps.studies.views import guide, interview_answers, interviews, passages

urlpatterns = [
    path("<int:pk>/guide/", guide.guide, name="guide"),
    path("<int:pk>/guide/add/", guide.question_add, name="guide_add"),
    path("<int:pk>/guide/copy/", guide.copy, name="guide_copy"),
    path("<int:pk>/guide/pdf/", guide.pdf, name="guide_pdf"),
    path("guide/<int:pk>/", guide.question_edit, name="guide_edit"),
    path("guide/<int:pk>/move/", guide.question_move, name="guide_move"),
    path("guide/<int:pk>/retire/", guide.question_retire, name="guide_retire"),
    path("guide/<int:pk>/remove/", guide.question_remove, name="guide_remove"),
    path("<int:pk>/interviews/", interviews.interview_list, name="interviews"),
    path("<int:pk>/interviews/add/", interviews.add, name="interview_add"),
    path("<int:pk>/interviews/take/", interviews.take, name="interview_take"),
    path("<int:pk>/interviews/answers/", interview_answers.over_all, name="interview_answers"),
    path("interviews/<int:pk>/", interviews.interview, name="interview"),
    path("interviews/<int:pk>/facts/", interviews.facts, name="interview_facts"),
    path("interviews/<int:pk>/consent/", interviews.consent, name="interview_consent"),
    path("interviews/<int:pk>/description/", interviews.description, name="interview_description"),
    path("interviews/<int:pk>/remove/", interviews.remove, name="interview_remove"),
    path("interviews/<int:pk>/answer/<int:question>/", interview_answers.save, name="interview_answer"),
    path("interviews/<int:pk>/mark/", passages.mark, name="passage_mark"),
    path("passages/<int:pk>/", passages.passage, name="passage"),
    path("passages/<int:pk>/remove/", passages.remove, name="passage_remove"),
    path("of-contact/<int:pk>/", interviews.of_contact, name="of_contact"),
]
