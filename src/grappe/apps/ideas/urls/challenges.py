"""Which address leads to an ideation campaign, to its board and to what participants see of it?"""

from django.urls import path

from grappe.apps.ideas.views import (
    challenge_audience,
    challenge_board,
    challenge_public,
    challenge_result,
    challenges,
    own_challenges,
)

urlpatterns = [
    path("campaigns/", challenges.challenge_list, name="challenges"),
    path("campaigns/new/", challenges.challenge_new, name="challenge_new"),
    path("campaigns/<int:pk>/", challenges.challenge, name="challenge"),
    path("campaigns/<int:pk>/edit/", challenges.challenge_edit, name="challenge_edit"),
    path("campaigns/<int:pk>/publish/", challenges.challenge_publish, name="challenge_publish"),
    path("campaigns/<int:pk>/people/", challenge_audience.challenge_people, name="challenge_people"),
    path("campaigns/<int:pk>/invite/", challenge_audience.challenge_invite, name="challenge_invite"),
    path(
        "campaigns/<int:pk>/invite/send/",
        challenge_audience.challenge_invite_send,
        name="challenge_invite_send",
    ),
    path("campaigns/<int:pk>/board/", challenge_board.challenge_board, name="challenge_board"),
    path("campaigns/<int:pk>/board/news/", challenge_board.board_news, name="board_news"),
    path("campaigns/<int:pk>/board/move/<int:answer>/", challenge_board.board_move, name="board_move"),
    path("campaigns/<int:pk>/board/hide/<int:answer>/", challenge_board.answer_hide, name="answer_hide"),
    path("campaigns/<int:pk>/board/group/", challenge_board.board_group_new, name="board_group_new"),
    path("campaigns/<int:pk>/board/group/<int:group>/", challenge_board.board_group, name="board_group"),
    path("campaigns/<int:pk>/board/propose/", challenge_board.board_propose, name="board_propose"),
    path("campaigns/<int:pk>/board/take/", challenge_board.board_take, name="board_take"),
    path("campaigns/<int:pk>/board/undo/", challenge_board.board_undo, name="board_undo"),
    path("campaigns/<int:pk>/result/", challenge_result.challenge_result, name="challenge_result"),
    path("campaigns/<int:pk>/conclude/", challenge_result.challenge_conclude, name="challenge_conclude"),
    path("campaigns/<int:pk>/conclude/undo/", challenge_result.challenge_undo, name="challenge_undo"),
    path("campaigns/<int:pk>/take-part/", own_challenges.take_part, name="take_part"),
    path("campaigns/<int:pk>/take-part/similar/", own_challenges.take_part_similar, name="take_part_similar"),
    path("me/<str:token>/campaign/<int:pk>/", own_challenges.own_challenge, name="own_challenge"),
    path("me/<str:token>/campaign/<int:pk>/similar/", own_challenges.own_similar, name="own_answer_similar"),
    path("c/<slug:slug>/", challenge_public.challenge_open, name="challenge_open"),
    path("c/<slug:slug>/thanks/", challenge_public.challenge_thanks, name="challenge_thanks"),
]
