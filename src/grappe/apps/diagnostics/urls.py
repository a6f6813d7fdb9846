"""Which address of this app leads where?"""

app_name = "diagnostics"
urlpatterns: list = []
