"""Which address of the shared furniture leads where?"""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from grappe.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", login_not_required(require_POST(set_language)), name="language"),
    path("gallery/", views.gallery, name="gallery"),
]
