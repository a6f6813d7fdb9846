"""Which address leads to letters that wait for a decision?"""

from django.urls import path

from grappe.apps.ideas.views import letters

urlpatterns = [
    path("letters/", letters.letter_list, name="letters"),
    path("letters/<int:pk>/decide/", letters.decide_letter, name="decide_letter"),
]
