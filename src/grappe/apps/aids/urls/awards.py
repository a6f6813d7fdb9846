"""Which addresses have the register of awards?"""

from django.urls import path

from grappe.apps.aids.views import awards as views
from grappe.apps.aids.views import transparency

urlpatterns = [
    path("transparency/", transparency.transparency, name="transparency"),
    path("transparency/csv/", transparency.transparency_csv, name="transparency_csv"),
    path("transparency/xlsx/", transparency.transparency_xlsx, name="transparency_xlsx"),
    path("awards/", views.award_list, name="awards"),
    path("awards/<int:pk>/edit/", views.award_edit, name="award_edit"),
    path("awards/<int:pk>/withdraw/", views.award_withdraw, name="award_withdraw"),
    path("awards/<int:pk>/restore/", views.award_restore, name="award_restore"),
    path("company/<int:company>/awards/", views.company_awards, name="company_awards"),
    path("company/<int:company>/awards/add/", views.award_add, name="award_add"),
]
