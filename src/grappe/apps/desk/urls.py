"""Which address of the day's work leads where?"""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from grappe.apps.desk.views import boards
from grappe.apps.desk.views.company import company_file, company_timeline
from grappe.apps.desk.views.mailbox import attachment, mail, mailbox
from grappe.apps.desk.views.my_day import my_day
from grappe.apps.desk.views.search import filters, search, suggestions


class FileName(StringConverter):
    """A file's name without folders."""

    regex = r"[\w-]+\.(log|eml)"


register_converter(FileName, "mail_file")
app_name = "desk"
urlpatterns = [
    path("", my_day, name="my_day"),
    path("dashboards/", boards.board_list, name="boards"),
    path("dashboards/portfolio/", boards.own_board, name="own_board"),
    path("dashboards/managers/<int:pk>/", boards.manager_board, name="manager_board"),
    path("dashboards/clusters/<slug:slug>/", boards.cluster_board, name="cluster_board"),
    path("dashboards/themes/<slug:slug>/", boards.theme_board, name="theme_board"),
    path("dashboards/initiative/", boards.director_board, name="director_board"),
    path("dashboards/ministry/", boards.ministry_board, name="ministry_board"),
    path("search/", search, name="search"),
    path("search/filters/", filters, name="search_filters"),
    path("search/suggestions/", suggestions, name="suggestions"),
    path("companies/<int:pk>/", company_file, name="company_file"),
    path("companies/<int:pk>/timeline/", company_timeline, name="company_timeline"),
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<mail_file:file>/<int:number>/", mail, name="mail"),
    path("mailbox/<mail_file:file>/<int:number>/<int:place>/", attachment, name="attachment"),
]
