"""Who meets whom, when and at which table, at an event? (docs/reference/timetable.md)"""
