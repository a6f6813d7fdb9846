"""Which address leads to the editions of a study, and to what everybody reads?"""

from django.urls import path

from grappe.apps.studies.views import editions, public

urlpatterns = [
    path("<int:pk>/editions/", editions.editions, name="editions"),
    path("<int:pk>/editions/publish/", editions.publish, name="publish"),
    path("<int:pk>/editions/preview/", editions.preview, name="preview"),
    path("<int:pk>/editions/<int:number>/withdraw/", editions.withdraw, name="withdraw"),
    path("p/", public.public_list, name="public_list"),
    path("p/<slug:slug>/", public.page, name="public"),
    path("p/<slug:slug>/<int:number>/", public.page, name="public_edition"),
    path("p/<slug:slug>/<int:number>/pdf/", public.pdf, name="public_pdf"),
    path("p/<slug:slug>/<int:number>/table/<int:table>/", public.table, name="public_table"),
    path("p/<slug:slug>/<int:number>/cite.<str:form>", public.cite, name="public_cite"),
    path("p/<slug:slug>/<int:number>/material/<int:pk>/", public.material, name="public_material"),
]
