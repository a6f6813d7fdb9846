"""Which address leads to the themes, the action plans and their indicators?"""

from django.urls import path

from grappe.apps.insight.views import indicators, plans, themes

urlpatterns = [
    path("themes/", themes.theme_list, name="themes"),
    path("themes/<slug:slug>/", themes.theme, name="theme"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.create, name="plan_new"),
    path("plans/<int:pk>/", plans.detail, name="plan"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan_edit"),
    path("plans/<int:pk>/move/", plans.move, name="plan_move"),
    path("plans/<int:pk>/close/", plans.close, name="plan_close"),
    path("plans/<int:pk>/indicators/add/", indicators.add, name="indicator_add"),
    path("indicators/<int:pk>/", indicators.indicator, name="indicator"),
    path("indicators/<int:pk>/edit/", indicators.edit, name="indicator_edit"),
    path("indicators/<int:pk>/remove/", indicators.remove, name="indicator_remove"),
    path("readings/<int:pk>/take-back/", indicators.take_back, name="reading_take_back"),
]
