"""Which of two files goes on with whose values, which pairs are shown, what does the machine do by itself?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters.queries import clusters
from grappe.apps.duplicates.enums import PairKind, PairState
from grappe.apps.duplicates.queries.pairs import Filters

if TYPE_CHECKING:
    from grappe.apps.companies.queries.merging import Choice
    from grappe.apps.duplicates.queries.pairs import SideBySide

LEAST = (("0.9", "90 %"), ("0.75", "75 %"), ("", gettext_lazy("All that are shown")))


class FilterForm(forms.Form):
    """What the list of pairs is asked for; what is not understood restricts nothing."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=PairState.choices, required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    least = forms.ChoiceField(label=gettext_lazy("Probability from"), choices=LEAST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of: Any = self.fields["cluster"]
        of.choices = [("", _("All clusters")), *((each.slug, str(each)) for each in clusters())]

    def filters(self, kind: str = PairKind.COMPANY) -> Filters:
        """Return what is asked for, of companies or of people."""
        asked = self.cleaned_data if self.is_valid() else {}
        state = asked.get("state") or PairState.OPEN
        return Filters(state, asked.get("cluster") or "", float(asked.get("least") or 0), kind)


class MergeForm(forms.Form):
    """Which file goes on, and whose value stands in each field in which the two differ."""

    def __init__(self, data: Any, *, pair: SideBySide) -> None:
        super().__init__(data)
        self.pair = pair
        ids = [(each.pk, each.name) for each in pair.both]
        self.fields["keep"] = forms.TypedChoiceField(choices=ids, coerce=int, initial=pair.proposed)
        for name in ("first_version", "second_version"):
            self.fields[name] = forms.IntegerField(min_value=0, max_value=2**31 - 1)
        self.differing = [each for each in pair.choices if each.differs]
        for each in self.differing:
            self.fields[f"take_{each.name}"] = forms.TypedChoiceField(
                choices=ids, coerce=int, initial=each.proposed, required=False, empty_value=None
            )

    def _now(self, name: str) -> int:
        """Return which file is chosen for a field: as it was sent, else as it is proposed."""
        sent = self.data.get(name, "") if self.is_bound else ""
        ids = {str(each.pk): each.pk for each in self.pair.both}
        return int(ids.get(sent, self.fields[name].initial))

    @property
    def keeps(self) -> int:
        return self._now("keep")

    @property
    def rows(self) -> list[tuple[Choice, int]]:
        """Each field with the file whose value is chosen."""
        return [
            (each, self._now(f"take_{each.name}") if each.differs else each.proposed)
            for each in self.pair.choices
        ]

    @property
    def winner(self) -> Any:
        return next(each for each in self.pair.both if each.pk == self.keeps)

    @property
    def loser(self) -> Any:
        return next(each for each in self.pair.both if each.pk != self.keeps)

    def choice(self) -> dict[str, Any]:
        """Return winner, loser, the fields of the loser that are chosen, and the versions that were looked at."""
        by_pk = dict(
            zip(
                (each.pk for each in self.pair.both),
                (self.cleaned_data["first_version"], self.cleaned_data["second_version"]),
                strict=True,
            )
        )
        chosen = [each.name for each, taken in self.rows if each.differs and taken == self.loser.pk]
        return {
            "winner": self.winner,
            "loser": self.loser,
            "chosen": chosen,
            "versions": (by_pk[self.winner.pk], by_pk[self.loser.pk]),
        }


class ThresholdsForm(forms.Form):
    """From which probability pairs are shown, and from which they merge by themselves."""

    show_from = forms.IntegerField(
        label=gettext_lazy("Show pairs from (%)"), min_value=5, max_value=100,
        help_text=gettext_lazy("Lower shows more pairs, and more that are two companies after all."),
    )  # fmt: skip
    merge_from = forms.IntegerField(
        label=gettext_lazy("Merge by itself from (%)"), min_value=90, max_value=100, required=False,
        help_text=gettext_lazy("Empty: nothing merges by itself. Each merge can be taken back."),
    )  # fmt: skip

    undo_months = forms.IntegerField(
        label=gettext_lazy("Merges can be taken back for (months)"), min_value=1, max_value=60,
        help_text=gettext_lazy("As long is kept what was written over or taken together, personal data too."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Return the shares as shares, and the months."""
        merge_from = self.cleaned_data["merge_from"]
        return {
            "show_from": self.cleaned_data["show_from"] / 100,
            "merge_from": merge_from / 100 if merge_from is not None else None,
            "undo_months": self.cleaned_data["undo_months"],
        }
