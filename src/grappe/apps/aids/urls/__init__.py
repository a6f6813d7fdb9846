"""Which address of this app leads where? The last one takes any word, so it stands last."""

from grappe.apps.aids.urls import awards, catalogues, drafts, programmes, projects, stateaid, sweeps

app_name = "aids"
urlpatterns = [
    *programmes.urlpatterns,
    *awards.urlpatterns,
    *projects.urlpatterns,
    *stateaid.urlpatterns,
    *sweeps.urlpatterns,
    *catalogues.urlpatterns,
    *drafts.urlpatterns,
    *programmes.last,
]
