"""Which address leads to the members of a working group and to their letters?"""

from django.urls import path

from grappe.apps.groups.views import members, privacy

urlpatterns = [
    path("people/", members.suggestions, name="people"),
    path("<int:pk>/members/", members.member_list, name="members"),
    path("<int:pk>/members/add/", members.add, name="member_add"),
    path("<int:pk>/members.csv", members.as_csv, name="members_csv"),
    path("<int:pk>/members.xlsx", members.as_workbook, name="members_xlsx"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/decide/", members.decide, name="member_decide"),
    path("members/<int:pk>/remove/", members.remove, name="member_remove"),
    path("members/<int:pk>/erase/", privacy.erase, name="member_erase"),
    path("members/<int:pk>/again/", members.again, name="member_again"),
    path("members/<int:pk>/link/", members.link, name="member_link"),
    path("letters/<int:pk>/decide/", members.decide_letter, name="decide_letter"),
]
