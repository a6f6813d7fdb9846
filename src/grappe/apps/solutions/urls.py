"""Which address of this app leads where?"""

app_name = "solutions"
urlpatterns: list = []
