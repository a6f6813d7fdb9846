"""Which address leads to the organiser's side of business meetings?"""

from django.urls import path

from grappe.apps.events.views import asked, halls, timetable_files, timetables

urlpatterns = [
    path("<int:pk>/meetings/", halls.overview, name="meetings"),
    path("<int:pk>/meetings/begin/", halls.begin, name="meetings_begin"),
    path("<int:pk>/meetings/step/", halls.step, name="meetings_step"),
    path("<int:pk>/meetings/rules/", halls.rules, name="meetings_rules"),
    path("<int:pk>/meetings/slots/", halls.slots, name="meeting_slots"),
    path("<int:pk>/meetings/slots/add/", halls.slot_add, name="meeting_slot_add"),
    path("meetings/slots/<int:pk>/", halls.slot_change, name="meeting_slot"),
    path("meetings/slots/<int:pk>/remove/", halls.slot_remove, name="meeting_slot_remove"),
    path("<int:pk>/meetings/tables/", halls.tables, name="meeting_tables"),
    path("meetings/tables/<int:pk>/", halls.table_change, name="meeting_table"),
    path("meetings/tables/<int:pk>/found/", halls.table_found, name="meeting_table_found"),
    path("<int:pk>/meetings/people/", halls.people, name="meeting_people"),
    path("meetings/people/<int:pk>/times/", halls.person_times, name="meeting_person"),
    path("meetings/people/<int:pk>/part/", halls.person_part, name="meeting_person_part"),
    path("<int:pk>/meetings/requests/", asked.requests, name="meeting_requests"),
    path("<int:pk>/meetings/requests/add/", asked.request_add, name="meeting_request_add"),
    path("meetings/requests/<int:pk>/", asked.request_arrange, name="meeting_request"),
    path("meetings/requests/<int:pk>/decide/", asked.request_decide, name="meeting_request_decide"),
    path("<int:pk>/meetings/timetable/", timetables.order, name="timetable_order"),
    path("<int:pk>/meetings/late/", timetables.late_change, name="timetable_late"),
    path("timetables/<int:pk>/", timetables.timetable, name="timetable"),
    path("timetables/<int:pk>/progress/", timetables.timetable_progress, name="timetable_progress"),
    path("timetables/<int:pk>/grid/", timetables.timetable_grid, name="timetable_grid"),
    path("timetables/<int:pk>/stop/", timetables.stop, name="timetable_stop"),
    path("timetables/<int:pk>/again/", timetables.resume, name="timetable_resume"),
    path("timetables/<int:pk>/publish/", timetables.publish, name="timetable_publish"),
    path("timetables/<int:pk>/unpublish/", timetables.unpublish, name="timetable_unpublish"),
    path("timetables/<int:pk>/grid.xlsx", timetable_files.workbook, name="timetable_workbook"),
    path("timetables/<int:pk>/grid.pdf", timetable_files.grid_pdf, name="timetable_pdf"),
    path("timetables/<int:pk>/sheets.pdf", timetable_files.sheets_pdf, name="timetable_sheets"),
]
