"""Which waves are there, how many of those asked have answered, and who has not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from grappe.apps.campaigns.queries.campaigns import SIZES
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.apps.surveys.enums import LeftOut, LetterKind, Standing, WaveState
from grappe.apps.surveys.models import Letter, Participation, Wave
from grappe.apps.surveys.permissions import can_see_who, check_can_see_who, check_can_view_surveys
from grappe.engines.disclosure import Figure, Units, shown_together
from grappe.ui.letters import Counted, LetterState, counted

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
FEW = 5  # companies asked in a commune, below which communes are counted together
_CAME = (LetterState.SENT, LetterState.UNCERTAIN)
_LOST = (LetterState.FAILED, LetterState.LEFT_OUT)


def waves(*, for_user: User) -> QuerySet[Wave]:
    """Return the waves with how many were asked and have answered, the latest year first. One query."""
    check_can_view_surveys(for_user)
    return Wave.objects.annotate(
        asked=Count("participations"),
        answered=Count("participations", filter=Q(participations__answered_at__isnull=False)),
    ).order_by("-year")


def wave_for(pk: int, *, for_user: User) -> Wave:
    """Return one wave with its questions; raise Wave.DoesNotExist."""
    check_can_view_surveys(for_user)
    return Wave.objects.select_related("edition", "created_by").get(pk=pk)


def state_of(wave: Wave, *, on: date) -> WaveState:
    """Return whether a wave is being prepared, open or closed."""
    return wave.state_on(on)


def standing_words() -> Case:
    """Return how far a participation has come, the furthest that holds, for a query to annotate."""
    of_it = Letter.objects.filter(participation=OuterRef("pk"), kind=LetterKind.INVITATION)
    rules = (
        (Q(answered_at__isnull=False), Standing.ANSWERED),
        (Q(declined_at__isnull=False), Standing.DECLINED),
        (Q(begun_at__isnull=False), Standing.BEGUN),
        (Q(opened_at__isnull=False), Standing.OPENED),
        (Q(Exists(of_it.filter(state__in=_CAME))), Standing.DELIVERED),
        (~Q(left_out="") | Q(Exists(of_it.filter(state__in=_LOST))), Standing.UNREACHABLE),
    )
    whens = [When(rule, then=Value(standing.value)) for rule, standing in rules]
    return Case(*whens, default=Value(Standing.WAITING.value), output_field=CharField())


@dataclass(frozen=True, slots=True)
class Rate:
    """How a group of companies answered. Whoever answered was asked, delivered to, and so on: each column holds the next."""

    label: Any
    asked: int
    delivered: int
    opened: int
    begun: int
    answered: int
    declined: int
    unreachable: int
    key: str = ""
    told: bool = True  # may the reader know how many answered?

    @property
    def rate(self) -> float | None:
        """Percent of those asked who answered; None where nobody was asked."""
        return 100 * self.answered / self.asked if self.asked else None

    @property
    def silent(self) -> int:
        """Those who could be reached and have said neither yes nor no."""
        return self.asked - self.answered - self.declined - self.unreachable


@dataclass(frozen=True, slots=True)
class Difference:
    """How much of all those asked, and of those who answered, a group is, in percent."""

    label: Any
    of_asked: float
    of_answered: float

    @property
    def points(self) -> float:
        return self.of_answered - self.of_asked

    @property
    def stands_out(self) -> bool:
        return abs(self.points) >= STANDS_OUT


STANDS_OUT = 5.0  # points of percent


@dataclass(frozen=True)
class Response:
    """How a wave is answered, in all and by group, and how those who answered differ from all."""

    total: Rate
    by_cluster: tuple[Rate, ...]
    by_size: tuple[Rate, ...]
    by_commune: tuple[Rate, ...]
    bias: tuple[Difference, ...]  # sizes, then clusters

    @property
    def all(self) -> list[Rate]:
        return [self.total]

    @property
    def standing_out(self) -> list[Difference]:
        return [each for each in self.bias if each.stands_out]


Row = tuple[str, str, str, tuple[str, ...]]  # standing, size, commune, clusters


def response_of(wave: Wave, *, for_user: User) -> Response:
    """Return how a wave is answered. Two queries, however many companies.

    Whoever may not see which companies answered gets no number of a group from which it could be worked out of one or two
    companies whether they did (engine `disclosure`): over clusters, sizes, communes and the whole together.
    """
    check_can_view_surveys(for_user)
    found = wave.participations.annotate(standing=standing_words()).order_by()
    rows: list[Row] = [
        (standing, size, commune, tuple(slugs))
        for standing, size, commune, slugs in found.values_list("standing", "size", "commune", "clusters")
    ]
    names = {each.slug: each for each in clusters.clusters()}
    by_size = _rates(rows, SIZES.items(), lambda row: (row[1],))
    by_cluster = _rates(rows, names.items(), lambda row: row[3])
    response = Response(
        total=_rate(_("All"), [row[0] for row in rows]),
        by_cluster=by_cluster,
        by_size=by_size,
        by_commune=_communes(rows),
        bias=_bias(rows, by_size) + _bias(rows, by_cluster),
    )
    return response if can_see_who(for_user) else _told(response, rows)


def _told(response: Response, rows: Sequence[Row]) -> Response:
    """Return the response without what would tell of one or two companies whether they answered."""
    enough = {rate.key for rate in response.by_commune}
    told = _told_groups(
        tuple(
            sorted(
                (standing == Standing.ANSWERED, size, commune if commune in enough else "", slugs)
                for standing, size, commune, slugs in rows
            )
        )
    )

    def of(place: int, rates: tuple[Rate, ...]) -> tuple[Rate, ...]:
        return tuple(replace(rate, told=(place, rate.key) in told) for rate in rates)

    clusters_, sizes = of(1, response.by_cluster), of(2, response.by_size)
    bias = zip(response.bias, [*sizes, *clusters_], strict=True) if response.bias else ()
    return replace(
        response, by_cluster=clusters_, by_size=sizes, by_commune=of(3, response.by_commune),
        bias=tuple(difference for difference, rate in bias if rate.told),
    )  # fmt: skip


@lru_cache(maxsize=16)  # seconds for thousands of companies, and the same at each view until somebody answers
def _told_groups(rows: tuple[tuple[bool, str, str, tuple[str, ...]], ...]) -> frozenset[tuple[int, str]]:
    """Return of which groups it may be told how many answered; a row for each company: did it, size, commune, clusters."""
    groups: dict[tuple[int, str], list[int]] = {}
    for number, (_answered, size, commune, slugs) in enumerate(rows):
        for group in [(0, ""), (2, size), (3, commune), *((1, slug) for slug in slugs)]:
            groups.setdefault(group, []).append(number)
    units, told = Units.of(list(range(len(rows)))), set(groups)
    for answered in (True, False):
        sides = {
            group: tuple(each for each in members if rows[each][0] is answered)
            for group, members in groups.items()
        }
        together = shown_together([Figure(group, side, group[:1]) for group, side in sides.items()], units)
        told = {group for group in told if group in together}
    # How many answered in all is always shown: where it tells of one or two, no group may be beside it.
    return frozenset(told) if (0, "") in told else frozenset()


def _rates(rows: Sequence[Row], groups: Iterable[tuple[str, Any]], keys: Any) -> tuple[Rate, ...]:
    found: dict[str, list[str]] = {}
    for row in rows:
        for key in keys(row):
            found.setdefault(key, []).append(row[0])
    return tuple(_rate(label, found[key], key) for key, label in groups if key in found)


def _rate(label: Any, standings: Sequence[str], key: str = "") -> Rate:
    counts = Counter(standings)

    def of(*which: Standing) -> int:
        return sum(counts[each.value] for each in which)

    begun = of(Standing.ANSWERED, Standing.BEGUN)
    opened = begun + of(Standing.OPENED, Standing.DECLINED)
    return Rate(
        label=label, asked=len(standings), delivered=opened + of(Standing.DELIVERED), opened=opened, begun=begun,
        answered=of(Standing.ANSWERED), declined=of(Standing.DECLINED), unreachable=of(Standing.UNREACHABLE), key=key,
    )  # fmt: skip


def _communes(rows: Sequence[Row]) -> tuple[Rate, ...]:
    """Return the communes with at least FEW companies asked, the others counted together."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row[2], []).append(row[0])
    enough = sorted(name for name, said in found.items() if name and len(said) >= FEW)
    rest = [said for name, group in found.items() if name not in enough for said in group]
    shown = [_rate(name, found[name], name) for name in enough]
    return (*shown, _rate(_("All other communes"), rest)) if rest else tuple(shown)


def _bias(rows: Sequence[Row], groups: Sequence[Rate]) -> tuple[Difference, ...]:
    answered = sum(row[0] == Standing.ANSWERED for row in rows)
    if not answered:
        return ()
    return tuple(
        Difference(each.label, 100 * each.asked / len(rows), 100 * each.answered / answered)
        for each in groups
    )


def not_answered(wave: Wave, *, for_user: User) -> QuerySet[Any]:
    """Return who has neither answered nor declined, with `standing` and `own`: the reader's companies come first.

    Two queries with what the page shows of their clusters.
    """
    check_can_see_who(for_user)
    own = Q(company__clusters__in=clusters.cluster_ids_of(for_user))
    mine = Participation.objects.filter(own, pk=OuterRef("pk"))
    found = wave.participations.filter(
        of_visible(for_user), answered_at__isnull=True, declined_at__isnull=True
    )
    found = found.select_related("company").prefetch_related("company__clusters", "letters")
    return found.annotate(standing=standing_words(), own=Exists(mine)).order_by(
        "-own", "company__sort_name", "pk"
    )


def participation_for(pk: int, *, for_user: User) -> Participation:
    """Return one company's part in a wave; raise Participation.DoesNotExist."""
    check_can_see_who(for_user)
    found = detailed().get(pk=pk)
    check_can_view_company(for_user, found.company)
    return found


def detailed() -> QuerySet[Participation]:
    """Return participations with all that a page of one needs."""
    found = Participation.objects.select_related("wave__edition", "company", "answered_by")
    return found.prefetch_related("company__clusters")


def letters_of(wave: Wave) -> list[Counted]:
    """Return how the letters of a wave fared, kind by kind. One query."""
    return counted(Letter.objects.filter(participation__wave=wave), LetterKind)


ASKING = (LetterKind.INVITATION, LetterKind.REMINDER)


def failed_letters(wave: Wave) -> QuerySet[Letter]:
    """Return the letters that failed and can be sent again: after which none of their kind came, waits or was maybe sent.

    An invitation or a reminder only where the company is still asked. One query.
    """
    after = Letter.objects.filter(participation=OuterRef("participation"), pk__gt=OuterRef("pk"))
    after = after.exclude(state=LetterState.LEFT_OUT)
    still = Q(participation__answered_at__isnull=True, participation__declined_at__isnull=True)
    asking = Q(kind__in=ASKING) & still & ~Exists(after.filter(kind__in=ASKING))
    receipt = Q(kind=LetterKind.RECEIPT) & ~Exists(after.filter(kind=LetterKind.RECEIPT))
    return Letter.objects.filter(asking | receipt, participation__wave=wave, state=LetterState.FAILED)


def left_out_of(wave: Wave) -> list[tuple[str, int]]:
    """Return why companies got no letter, with how many, the most frequent first, in words. One query."""
    rows = wave.participations.exclude(left_out="").order_by().values_list("left_out")
    counts = sorted(rows.annotate(number=Count("pk")), key=lambda row: (-row[1], row[0]))
    return [(str(LeftOut(reason).label), number) for reason, number in counts]
