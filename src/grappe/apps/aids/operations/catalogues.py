"""How does a catalogue with its programmes come into the database, and how is one taken away again?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.aids.models import Catalogue, Programme, ProgrammeVector
from grappe.apps.aids.operations.publications import keep_out, record_loaded, values_of
from grappe.apps.aids.permissions import check_can_manage_catalogues
from grappe.apps.aids.queries.documents import digest_of
from grappe.apps.aids.queries.drafts import edited_slugs
from grappe.apps.aids.queries.evidence import texts_of
from grappe.apps.clusters import queries as cluster_queries
from grappe.ui import jobs, passages
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

Document = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many programmes are new, changed, as before, and no longer in the catalogue.

    `kept` names those whose text in force was published on the page and is not what was loaded: they stay.
    """

    created: int
    updated: int
    unchanged: int
    withdrawn: int
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a catalogue says of itself. `home`: it wants to be the one that is meant where nobody names another."""

    slug: str
    name: Mapping[str, str]
    home: bool = False
    country: str = ""
    publisher: str = ""
    licence: str = ""
    attribution: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def store_catalogue(
    *,
    about: About,
    fields: Mapping[str, Any],
    communes: Mapping[str, str],
    documents: Mapping[str, Document],
    at: datetime,
    report: Mapping[str, Any] | None = None,
    nuts: Mapping[str, str] | None = None,
    keep: Collection[str] = (),
    texts: Mapping[str, str] | None = None,
) -> Loaded:
    """Bring one catalogue to what these documents say; programmes of it that are not among them are withdrawn.

    Those named by `keep` stay as they are: a file spoke of them, and could not be read there. The
    programmes of other catalogues stay as they are. The documents must parse: the caller has read them.
    A programme whose text in force was published on the page stays as published. `texts` are the documents as their
    files write them, kept for the history. Raises BadInput where a programme's slug belongs to another catalogue.
    Storing the same again writes nothing.
    """
    catalogue = _catalogue(about, at)
    _check_slugs(catalogue, documents)
    loaded = _store_programmes(catalogue, documents, at, keep, texts or {})
    seal(catalogue, at=at, fields=dict(fields), communes=dict(communes), nuts=dict(nuts or {}), report=report)
    _keep_passages(catalogue)
    return loaded


def _catalogue(about: About, at: datetime) -> Catalogue:
    """Return the catalogue's row, new or brought up to date."""
    known = Catalogue.objects.filter(slug=about.slug).first()
    others_home = Catalogue.objects.filter(home=True).exclude(slug=about.slug).exists()
    if about.home and others_home:
        raise BadInput(_("There is a home catalogue already: load this one under a name of its own."))
    if known is not None and known.home and not about.home:
        raise BadInput(
            _("“%(slug)s” is the home catalogue: give this one another name.") % {"slug": about.slug}
        )
    values: dict[str, Any] = {
        "name": dict(about.name), "country": about.country, "publisher": about.publisher,
        "licence": about.licence, "attribution": dict(about.attribution), "home": about.home, "withdrawn": False,
    }  # fmt: skip
    if known is None:
        return Catalogue.objects.create(slug=about.slug, digest="", loaded_at=at, **values)
    if any(getattr(known, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(known, name, value)
        known.loaded_at = at
        known.save()
    return known


def _check_slugs(catalogue: Catalogue, documents: Mapping[str, Document]) -> None:
    taken = (
        Programme.objects.filter(slug__in=documents)
        .exclude(catalogue=catalogue)
        .select_related("catalogue")
        .first()
    )
    if taken is not None:
        message = _("“%(programme)s” is a programme of the catalogue %(catalogue)s already.")
        raise BadInput(message % {"programme": taken.slug, "catalogue": taken.catalogue})


def _store_programmes(
    catalogue: Catalogue,
    documents: Mapping[str, Document],
    at: datetime,
    keep: Collection[str],
    texts: Mapping[str, str],
) -> Loaded:
    known = {programme.slug: programme for programme in catalogue.programmes.all()}
    themes = {theme.slug: theme for theme in cluster_queries.themes()}
    clusters = {cluster.slug: cluster for cluster in cluster_queries.clusters()}
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    edited, kept = edited_slugs(), []
    for slug, document in documents.items():
        digest = digest_of(document)
        before = known.get(slug)
        if before is not None and slug in edited and not keep_out(before, document, texts.get(slug), at):
            kept.append(slug)
            continue
        if before is not None and before.digest == digest and not before.withdrawn:
            counts["unchanged"] += 1
            continue
        counts["created" if before is None else "updated"] += 1
        programme, _created = Programme.objects.update_or_create(
            slug=slug,
            defaults={"catalogue": catalogue, **values_of(document, digest, at)},
        )
        record_loaded(programme, text=texts.get(slug), at=at)
        programme.themes.set([themes[name] for name in document.get("themes", []) if name in themes])
        programme.clusters.set([clusters[name] for name in document.get("clusters", []) if name in clusters])
    missing = catalogue.programmes.exclude(slug__in=[*documents, *keep]).filter(withdrawn=False)
    kept += sorted(missing.filter(slug__in=edited).values_list("slug", flat=True))
    gone = missing.exclude(slug__in=edited).update(withdrawn=True)
    return Loaded(**counts, withdrawn=gone, kept=tuple(kept))


def seal(catalogue: Catalogue, *, at: datetime, **changed: Any) -> None:
    """Put new words or a new report (where given) to a catalogue and renew its digest, after its programmes changed.

    Whoever changes a programme calls this in the same transaction: what is compiled is kept by the digest.
    Nothing is written where nothing has changed.
    """
    new = {name: value for name, value in changed.items() if value is not None}
    different = any(getattr(catalogue, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(catalogue, name, value)
    programmes = catalogue.programmes.filter(withdrawn=False).order_by("slug").values_list("slug", "digest")
    words = [catalogue.country, catalogue.fields, catalogue.communes, catalogue.nuts]
    digest = digest_of([*words, list(map(list, programmes))])
    if different or digest != catalogue.digest:
        catalogue.digest, catalogue.loaded_at = digest, at
        catalogue.save()


@transaction.atomic
def withdraw_catalogue(*, slug: str, by: User, at: datetime) -> int:
    """Take a catalogue beside the home one away with all its programmes; return how many were withdrawn.

    Nothing is deleted: past decisions keep what they were made on, and importing it again brings it back.
    Raises Catalogue.DoesNotExist; BadInput for the home catalogue.
    """
    check_can_manage_catalogues(by)
    catalogue = Catalogue.objects.select_for_update().get(slug=slug)
    if catalogue.home:
        raise BadInput(_("The home catalogue cannot be withdrawn."))
    gone = catalogue.programmes.filter(withdrawn=False).update(withdrawn=True)
    catalogue.withdrawn = True
    seal(catalogue, at=at)
    catalogue.save()
    _keep_passages(catalogue)
    return gone


@transaction.atomic
def set_nightly(*, slug: str, nightly: bool, by: User, at: datetime) -> Catalogue:
    """Have a catalogue beside the home one swept by night, or no longer; return it.

    Raises Catalogue.DoesNotExist, for a withdrawn one too; BadInput for the home catalogue, which always is.
    """
    check_can_manage_catalogues(by)
    catalogue = Catalogue.objects.select_for_update().get(slug=slug, withdrawn=False)
    if catalogue.home:
        raise BadInput(_("The home catalogue is swept every night anyway."))
    catalogue.nightly = nightly
    catalogue.save(update_fields=["nightly"])
    return catalogue


def _keep_passages(catalogue: Catalogue) -> None:
    """Make the programmes' texts searchable: by words at once, by meaning when the job has encoded them."""
    for programme in catalogue.programmes.filter(withdrawn=False).defer("content"):
        passages.store(ProgrammeVector, "programme", programme.pk, texts_of(programme))
    gone = list(catalogue.programmes.filter(withdrawn=True).values_list("pk", flat=True))
    if gone:  # by number: a join of two tables that have just been filled is planned without their figures
        ProgrammeVector.objects.filter(programme_id__in=gone).delete()
    if ProgrammeVector.objects.filter(vector=None).exists():
        transaction.on_commit(order_encoding)


def order_encoding() -> None:
    """Order the job that encodes what waits; once is enough however often it is ordered."""
    jobs.order("aids.encode_passages")


def encode_waiting() -> int:
    """Encode the passages of programmes that wait for it; return how many."""
    done = 0
    while True:
        with transaction.atomic():
            batch = passages.encode_waiting(ProgrammeVector)
        done += batch
        if not batch:
            return done
