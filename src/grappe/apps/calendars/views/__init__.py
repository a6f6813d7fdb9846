"""Which pages and files of people’s own calendars are there?"""
