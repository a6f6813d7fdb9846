"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.campaigns.views import answers, campaigns, consents, outside, recipients, writing

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.campaign_list, name="list"),
    path("new/", writing.create, name="create"),
    path("count/", writing.count, name="count"),
    path("of-sweep/<int:pk>/", writing.of_sweep, name="of_sweep"),
    path("<int:pk>/", campaigns.detail, name="detail"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/move/", campaigns.move, name="move"),
    path("<int:pk>/relationships/", campaigns.relationships, name="relationships"),
    path("<int:pk>/progress/", campaigns.progress, name="progress"),
    path("<int:pk>/preview/", campaigns.preview, name="preview"),
    path("<int:pk>/test/", campaigns.test_mail, name="test"),
    path("<int:pk>/recipients/", recipients.recipients, name="recipients"),
    path("recipients/<int:pk>/decide/", recipients.decide, name="decide"),
    path("recipients/<int:pk>/came-back/", recipients.came_back, name="came_back"),
    path("<int:pk>/answers/", answers.answers, name="answers"),
    path("<int:pk>/answers.xlsx", answers.sheet, name="sheet"),
    path("answers/<int:pk>/need/", answers.to_need, name="to_need"),
    path("answers/<int:pk>/contact/", answers.to_contact, name="to_contact"),
    path("company/<int:pk>/consents/", consents.of_company, name="consents"),
    path("company/<int:pk>/consents/record/", consents.record, name="record"),
    path("company/<int:pk>/consents/withdraw/", consents.withdraw, name="withdraw"),
    path("company/<int:pk>/consents/works/", consents.works_again, name="works_again"),
    path("answer/<str:token>/", outside.answer, name="answer"),
    path("choices/<str:token>/", outside.choices, name="choices"),
]
