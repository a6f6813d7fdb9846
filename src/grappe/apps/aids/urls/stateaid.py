"""Which addresses have a company's ledger, its SME status and its test of difficulty?"""

from django.urls import path

from grappe.apps.aids.views import difficulty, ledgers, sme

urlpatterns = [
    path("company/<int:company>/de-minimis/", ledgers.de_minimis, name="de_minimis"),
    path("company/<int:company>/difficulty/", difficulty.difficulty, name="difficulty"),
    path("company/<int:company>/sme-status/", sme.sme_status, name="sme_status"),
    path("company/<int:company>/sme-status/short/", sme.sme_status_fragment, name="sme_status_fragment"),
]
