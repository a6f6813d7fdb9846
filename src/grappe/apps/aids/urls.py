"""Which address of this app leads where?"""

app_name = "aids"
urlpatterns: list = []
