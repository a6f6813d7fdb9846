"""Which address of this app leads where?"""

app_name = "matches"
urlpatterns: list = []
