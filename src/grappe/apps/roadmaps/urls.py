"""Which address of this app leads where?"""

app_name = "roadmaps"
urlpatterns: list = []
