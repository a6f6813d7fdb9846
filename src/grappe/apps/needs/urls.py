"""Which address of this app leads where?"""

app_name = "needs"
urlpatterns: list = []
