"""Which address leads to the costs of an event, its report, and the results of all events?"""

from django.urls import path

from grappe.apps.events.views import costs

urlpatterns = [
    path("<int:pk>/costs/", costs.costs, name="costs"),
    path("costs/<int:pk>/", costs.cost, name="cost"),
    path("costs/<int:pk>/remove/", costs.cost_remove, name="cost_remove"),
    path("<int:pk>/after/words/", costs.results_write, name="results_write"),
    path("<int:pk>/report/", costs.report, name="report"),
    path("results/", costs.results, name="results"),
    path("results/xlsx/", costs.sheet, name="results_sheet"),
]
