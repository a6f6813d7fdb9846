"""Which address of the list, the file and its sections leads where?"""

from django.urls import path

from grappe.apps.companies.views import companies, lists, parts, rights

urlpatterns = [
    path("", lists.company_list, name="list"),
    path("suggest/nace/", lists.nace_suggestions, name="nace"),
    path("suggest/communes/", lists.commune_suggestions, name="communes"),
    path("suggest/companies/", lists.company_suggestions, name="lookup"),
    path("rights/", rights.rights, name="rights"),
    path("rights/teams/new/", rights.team_add, name="team_add"),
    path("rights/teams/<int:pk>/delete/", rights.team_delete, name="team_delete"),
    path("rights/teams/<int:pk>/", rights.team_edit, name="team_edit"),
    path("suggest/alike/", lists.alike_companies, name="alike"),
    path("new/", companies.create, name="create"),
    path("<int:pk>/edit/", companies.edit, name="edit"),
    path("<int:pk>/archive/", companies.archive, name="archive"),
    path("<int:pk>/restore/", companies.restore, name="restore"),
    path("<int:pk>/changes/", companies.changes, name="changes"),
    path("<int:pk>/section/<slug:name>/", parts.section, name="section"),
    path("<int:pk>/figures/add/", parts.figures_add, name="figures_add"),
    path("figures/<int:pk>/", parts.figures_edit, name="figures_edit"),
    path("figures/<int:pk>/accounts/", parts.accounts_edit, name="accounts_edit"),
    path("figures/<int:pk>/remove/", parts.figures_remove, name="figures_remove"),
    path("<int:pk>/people/add/", parts.person_add, name="person_add"),
    path("people/<int:pk>/", parts.person_edit, name="person_edit"),
    path("<int:pk>/owners/add/", parts.owner_add, name="owner_add"),
    path("owners/<int:pk>/", parts.owner_edit, name="owner_edit"),
    path("owners/<int:pk>/remove/", parts.owner_remove, name="owner_remove"),
]
