"""Which address leads to flagship projects, and to their partners with their letters of intent?"""

from django.urls import path

from grappe.apps.ideas.views import budgets, dossiers, flagships, partners, plans, public_flagships, traces

urlpatterns = [
    path("flagships/", flagships.flagship_list, name="flagships"),
    path("<int:pk>/flagship/", flagships.of_idea, name="idea_flagship"),
    path("<int:pk>/flagship/new/", flagships.create, name="flagship_new"),
    path("flagships/<int:pk>/", flagships.detail, name="flagship"),
    path("flagships/<int:pk>/edit/", flagships.edit, name="flagship_edit"),
    path("flagships/<int:pk>/start/", flagships.start, name="flagship_start"),
    path("flagships/<int:pk>/end/", flagships.end, name="flagship_end"),
    path("flagships/<int:pk>/prepare/", flagships.prepare_again, name="flagship_prepare"),
    path("flagships/<int:pk>/partners/", partners.partner_list, name="partners"),
    path("flagships/<int:pk>/partners/new/", partners.add, name="partner_add"),
    path("partners/<int:pk>/", partners.detail, name="partner"),
    path("partners/<int:pk>/edit/", partners.edit, name="partner_edit"),
    path("partners/<int:pk>/remove/", partners.remove, name="partner_remove"),
    path("partners/<int:pk>/letter/", partners.letter, name="intent"),
    path("partners/<int:pk>/letter/withdraw/", partners.letter_withdraw, name="intent_withdraw"),
    path("partners/<int:pk>/letter/ask/", partners.letter_ask, name="intent_ask"),
    path("flagships/<int:pk>/budget/", budgets.page, name="budget"),
    path("partners/<int:pk>/budget/", budgets.partner, name="partner_budget"),
    path("flagships/<int:pk>/plan/", plans.page, name="plan"),
    path("flagships/<int:pk>/plan/<slug:kind>/new/", plans.add, name="part_add"),
    path("flagships/plan/<slug:kind>/<int:pk>/", plans.edit, name="part_edit"),
    path("flagships/plan/<slug:kind>/<int:pk>/remove/", plans.remove, name="part_remove"),
    path("flagships/<int:pk>/trace/", traces.of_flagship, name="flagship_trace"),
    path("<int:pk>/trace/", traces.of_idea, name="trace"),
    path("flagships/<int:pk>/dossier/", dossiers.dossier, name="dossier"),
    path("f/", public_flagships.public_list, name="public_flagships"),
    path("f/<slug:slug>/", public_flagships.page, name="public_flagship"),
    path("me/<str:token>/partner/<int:pk>/", partners.own_partner, name="own_partner"),
    path("me/<str:token>/partner/<int:pk>/letter/", partners.own_letter, name="own_letter"),
]
