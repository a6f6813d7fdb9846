"""Which address of a user's own settings leads where?"""

app_name = "accounts"
urlpatterns: list[object] = []
