"""Which address of contacts and notes leads where?"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
