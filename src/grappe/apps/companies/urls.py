"""Which address of this app leads where?"""

app_name = "companies"
urlpatterns: list = []
