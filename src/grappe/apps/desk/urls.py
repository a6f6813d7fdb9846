"""Which address of the day's work leads where?"""

from django.urls import path
from django.views.generic import TemplateView

app_name = "desk"
urlpatterns = [path("", TemplateView.as_view(template_name="desk/my_day.html"), name="my_day")]
