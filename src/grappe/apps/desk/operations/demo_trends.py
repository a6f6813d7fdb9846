"""Which trend sheets does the demonstration have, what do they rest on, and which source outside is read?"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations.demo_stage import Stage, Talk
from grappe.apps.desk.operations.demo_topics import correct_topics
from grappe.apps.trends.enums import Direction, Horizon, Impact, SheetState
from grappe.apps.trends.operations import feeds, from_topics, sheets, starting, topic_runs
from grappe.apps.trends.operations.fetching import Fetched
from grappe.apps.trends.queries.sheets import sheets_to_write

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.trends.models import Sheet

ANALYST, ADMIN = "analyst@demo.example", "admin@demo.example"
Talks = dict[str, list[tuple[Talk, str]]]
MOST = 4  # words of companies on one sheet
FEED = "https://news.demo.example/atom.xml"

# Topic of the demonstration's talks, clusters, horizon, impact, direction, title, what happens, what follows.
SHEETS: tuple[tuple[Any, ...], ...] = (
    (
        "circular",
        ("materials", "wood"),
        Horizon.NEXT,
        Impact.HIGH,
        Direction.RISING,
        {
            "en": "Offcuts become raw material",
            "fr": "Les chutes deviennent matière première",
            "de": "Verschnitt wird Rohstoff",
        },
        {
            "en": "Companies ask what to do with offcuts that they pay to have taken away; buyers ask for a recycled share.",
            "fr": "Des entreprises cherchent que faire de chutes dont l’enlèvement "
            "leur coûte ; des clients demandent une part recyclée.",
            "de": "Betriebe fragen, was sie mit Verschnitt tun sollen, dessen Abholung "
            "sie bezahlen; Kunden verlangen einen recycelten Anteil.",
        },
        {
            "en": "Nobody alone has enough for a line. A shared collection and one recycler for the region would pay.",
            "fr": "Personne n’en a assez pour une ligne à soi seul. Une collecte "
            "commune et un recycleur régional seraient rentables.",
            "de": "Allein hat niemand genug für eine Anlage. Eine gemeinsame Sammlung "
            "und ein Verwerter für die Region würden sich lohnen.",
        },
    ),
    (
        "vision",
        ("automobility", "materials"),
        Horizon.NOW,
        Impact.MIDDLE,
        Direction.NEW,
        {
            "en": "Cameras check parts",
            "fr": "Des caméras contrôlent les pièces",
            "de": "Kameras prüfen Teile",
        },
        {
            "en": "Small series are inspected by eye; companies try cameras that learn from fifty pictures.",
            "fr": "Les petites séries se contrôlent à l’œil ; des entreprises "
            "essaient des caméras qui apprennent sur cinquante images.",
            "de": "Kleinserien werden mit dem Auge geprüft; Betriebe erproben Kameras, die aus fünfzig Bildern lernen.",
        },
        {
            "en": "A bench to try them on, shared by several companies, is missing; it decides faster than a study.",
            "fr": "Il manque un banc d’essai partagé ; il décide plus vite qu’une étude.",
            "de": "Es fehlt ein gemeinsamer Versuchsstand; er entscheidet schneller als eine Studie.",
        },
    ),
    (
        "security",
        ("healthtech", "automobility"),
        Horizon.NOW,
        Impact.HIGH,
        Direction.RISING,
        {
            "en": "Customers ask for proof of security",
            "fr": "Les clients exigent des preuves de sécurité",
            "de": "Kunden verlangen Sicherheitsnachweise",
        },
        {
            "en": "Questionnaires on information security come with each larger order, and no two are alike.",
            "fr": "Chaque grosse commande arrive avec un questionnaire de sécurité, jamais le même.",
            "de": "Mit jedem größeren Auftrag kommt ein Fragebogen zur Informationssicherheit, und keiner gleicht dem anderen.",
        },
        {
            "en": "One certificate that many customers accept saves more than another package of advice.",
            "fr": "Un certificat accepté par beaucoup de clients fait gagner plus qu’un paquet de conseil de plus.",
            "de": "Ein Zertifikat, das viele Kunden anerkennen, spart mehr als ein weiteres Beratungspaket.",
        },
    ),
    (
        "carbon",
        ("cleantech", "wood"),
        Horizon.NEXT,
        Impact.MIDDLE,
        Direction.STEADY,
        {"en": "Carbon figures per product", "fr": "Le carbone par produit", "de": "CO₂-Zahlen je Produkt"},
        {
            "en": "Buyers want a figure per part, not a report per year.",
            "fr": "Les acheteurs veulent un chiffre par pièce, pas un rapport par an.",
            "de": "Einkäufer wollen eine Zahl je Teil, nicht einen Bericht im Jahr.",
        },
        {
            "en": "Shared factors for electricity, steel and wood of the region would spare each company the same work.",
            "fr": "Des facteurs communs pour l’électricité, l’acier et le bois de "
            "la région éviteraient à chacun le même travail.",
            "de": "Gemeinsame Faktoren für Strom, Stahl und Holz der Region ersparen jedem dieselbe Arbeit.",
        },
    ),
    (
        "supply",
        ("automobility", "healthtech"),
        Horizon.NEXT,
        Impact.HIGH,
        Direction.RISING,
        {
            "en": "A second supplier within a day’s drive",
            "fr": "Un second fournisseur à un jour de route",
            "de": "Ein zweiter Lieferant in Tagesfahrt",
        },
        {
            "en": "After two stops companies look for a second source nearby and pay more for it.",
            "fr": "Après deux arrêts, des entreprises cherchent une deuxième source proche et la paient plus cher.",
            "de": "Nach zwei Stillständen suchen Betriebe eine zweite Quelle in der Nähe und zahlen mehr dafür.",
        },
        {
            "en": "The initiative knows who makes what: a map of who could supply whom answers most of these questions.",
            "fr": "L’initiative sait qui fait quoi : une carte de qui peut fournir qui répond à la plupart de ces questions.",
            "de": "Die Initiative weiß, wer was macht: Eine Karte, wer wen "
            "beliefern könnte, beantwortet die meisten dieser Fragen.",
        },
    ),
    (
        "service",
        ("materials",),
        Horizon.LATER,
        Impact.MIDDLE,
        Direction.NEW,
        {
            "en": "Selling hours instead of machines",
            "fr": "Vendre des heures plutôt que des machines",
            "de": "Stunden statt Maschinen verkaufen",
        },
        {
            "en": "Makers of machines are asked to be paid by the hour of use.",
            "fr": "On demande à des fabricants de machines d’être payés à l’heure d’usage.",
            "de": "Maschinenbauer werden gefragt, ob man je Betriebsstunde zahlen kann.",
        },
        {
            "en": "It needs money up front and contracts that nobody here has written yet.",
            "fr": "Il y faut de l’argent d’avance et des contrats que personne ici n’a encore écrits.",
            "de": "Es braucht Geld im Voraus und Verträge, die hier noch niemand geschrieben hat.",
        },
    ),
    (
        "succession",
        ("creative", "wood"),
        Horizon.NOW,
        Impact.HIGH,
        Direction.STEADY,
        {
            "en": "Owners without a successor",
            "fr": "Des patrons sans successeur",
            "de": "Inhaber ohne Nachfolge",
        },
        {
            "en": "Heads over sixty postpone investments because nobody follows.",
            "fr": "Des dirigeants de plus de soixante ans remettent leurs investissements, faute de successeur.",
            "de": "Inhaber über sechzig schieben Investitionen auf, weil niemand folgt.",
        },
        {
            "en": "The talk comes ten years late: ask at each yearly contact, and bring in those who want to buy.",
            "fr": "On en parle dix ans trop tard : poser la question à chaque contact annuel, et amener des repreneurs.",
            "de": "Das Gespräch kommt zehn Jahre zu spät: bei jedem Jahreskontakt fragen und Übernehmer dazuholen.",
        },
    ),
    (
        "research",
        ("healthtech", "cleantech"),
        Horizon.LATER,
        Impact.LOW,
        Direction.FADING,
        {
            "en": "Own research departments",
            "fr": "Des services de recherche à soi",
            "de": "Eigene Forschungsabteilungen",
        },
        {
            "en": "Fewer companies plan one of their own; they ask for days in a laboratory instead.",
            "fr": "Moins d’entreprises en prévoient un ; elles demandent des journées de laboratoire.",
            "de": "Weniger Betriebe planen eine eigene; sie fragen stattdessen nach Tagen in einem Labor.",
        },
        {
            "en": "Vouchers by the day fit better than grants by the project.",
            "fr": "Des chèques à la journée conviennent mieux que des aides au projet.",
            "de": "Gutscheine nach Tagen passen besser als Zuschüsse nach Projekten.",
        },
    ),
)
NEWS = (
    (
        9,
        "Recycled carbon fibre: first series parts in railway seats",
        "A maker of seats reports a tenth less weight and a third less cost.",
    ),
    (
        23,
        "Sawmills of the region agree on one quality for construction beech",
        "The standard is to be tried for two years.",
    ),
    (
        40,
        "Insurers ask for proof of information security from suppliers",
        "From next year on policies depend on it.",
    ),
    (
        58,
        "Learning cameras: what fifty pictures are enough for",
        "A laboratory compared eight systems on castings.",
    ),
)


def tell_trends(stage: Stage) -> None:
    """Tell the sheets, one a draft and one turned into a study, and a source that is paused: its address is invented."""
    analyst = stage.team.get(ANALYST)
    talks = _talks(stage)
    if analyst is None or not talks:
        return
    feed = _source(stage, stage.team.get(ADMIN, analyst))
    made = [_sheet(stage, row, analyst, talks, days=200 - 20 * n) for n, row in enumerate(SHEETS)]
    entry = feed.entries.order_by("published_at").last()
    if entry is not None and made[0] is not None:
        sheets.add_evidence(
            sheet=made[0], words=entry.title, entry=entry, language="en", by=analyst, at=stage.at
        )
    for sheet in made[:1]:
        if sheet is not None:
            starting.begin_study(sheet=sheet, by=analyst, at=stage.at - timedelta(days=20))
    _topics(stage, analyst)


def _topics(stage: Stage, analyst: User) -> None:
    """Find topics in all that was told, as the job does each night; the sheets stand beside what they rest on."""
    topic_runs.find_now(at=stage.at)
    correct_topics(stage, analyst)
    for sheet in sheets_to_write(for_user=analyst):
        from_topics.link_by_evidence(sheet=sheet, by=analyst, at=stage.at)


def _talks(stage: Stage) -> Talks:
    """Return the talks that anybody inside may read, by their topic, each with the passage that was marked."""
    found: Talks = {}
    for cast in stage.cast:
        for talk in cast.talks:
            if talk.mark is not None and not talk.contact.confidential:
                found.setdefault(talk.topic["id"], []).append((talk, talk.mark.passage))
    return found


def _sheet(stage: Stage, row: tuple[Any, ...], analyst: User, talks: Talks, *, days: int) -> Sheet | None:
    topic, seats, horizon, impact, direction, titles, what, so_what = row
    said = talks.get(topic, [])[:MOST]
    if not said:
        return None
    at = stage.at - timedelta(days=days)
    draft = sheets.Draft(
        titles=titles, what=what, so_what=so_what, horizon=horizon, impact=impact, direction=direction,
        theme=clusters.themes().get(slug=said[0][0].topic["theme"]), clusters=list(clusters.clusters().filter(slug__in=seats)),
        review_on=stage.today + timedelta(days=120),
    )  # fmt: skip
    sheet = sheets.begin(draft=draft, by=analyst, at=at, invented=True)
    for talk, passage in said:
        sheets.add_evidence(
            sheet=sheet, words=passage, contact=talk.contact, language=talk.contact.notes_language, by=analyst,
            at=at,
        )  # fmt: skip
    if direction != Direction.FADING:  # the last one is still being written
        sheet = sheets.move(sheet=sheet, to=SheetState.PUBLISHED, by=analyst, at=at)
    return sheet


def _source(stage: Stage, by: User) -> Any:
    """Add an invented source with its news; it is paused, since nothing stands at its address."""
    entries = "".join(
        f"<entry><id>urn:demo:{n}</id><title>{title}</title><summary>{text}</summary>"
        f"<updated>{_day(stage, days)}</updated></entry>"
        for n, (days, title, text) in enumerate(NEWS)
    )
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Industry of the Region (invented)</title>'
        f"{entries}</feed>"
    )

    def fetching(url: str, **_more: Any) -> Fetched:
        return Fetched(url, body.encode(), {"Content-Type": "application/atom+xml"})

    feed = feeds.add_feed(url=FEED, by=by, at=stage.at, fetching=fetching, invented=True)
    return feeds.pause_feed(feed=feed, paused=True, by=by, at=stage.at)


def _day(stage: Stage, days: int) -> str:
    return (stage.at - timedelta(days=days)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
