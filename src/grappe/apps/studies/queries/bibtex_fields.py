"""Which type and field of BibTeX is which of CSL-JSON? Both ways; what has no partner is not taken and said."""

from __future__ import annotations

# BibTeX and BibLaTeX -> CSL. The first name of a type in WRITTEN is the one that is written.
TYPES = {
    "article": "article-journal", "suppperiodical": "article-journal", "book": "book", "mvbook": "book",
    "collection": "book", "mvcollection": "book", "proceedings": "book", "mvproceedings": "book", "reference": "book",
    "mvreference": "book", "booklet": "pamphlet", "inbook": "chapter", "incollection": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "suppcollection": "chapter", "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference", "conference": "paper-conference", "techreport": "report", "report": "report",
    "manual": "report", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "webpage": "webpage", "misc": "document", "unpublished": "manuscript",
    "patent": "patent", "dataset": "dataset", "software": "software", "standard": "standard",
    "legislation": "legislation", "legal": "legislation", "jurisdiction": "legal_case", "periodical": "periodical",
    "letter": "personal_communication", "movie": "motion_picture", "review": "review",
}  # fmt: skip
WRITTEN = {
    "article-journal": "article", "article-newspaper": "article", "article-magazine": "article", "book": "book",
    "pamphlet": "booklet", "chapter": "incollection", "entry-encyclopedia": "inreference",
    "paper-conference": "inproceedings", "report": "techreport", "thesis": "phdthesis", "webpage": "online",
    "manuscript": "unpublished", "patent": "patent", "dataset": "dataset", "software": "software",
    "standard": "standard", "legislation": "legislation", "legal_case": "jurisdiction", "periodical": "periodical",
}  # fmt: skip
NAMES = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
VERBATIM = frozenset({"url", "doi"})
# Fields that say nothing of the source itself: they are left out without a word.
_IGNORED = (
    "file timestamp owner date-added date-modified bdsk-url-1 bdsk-url-2 bdsk-file-1 abstractnote mendeley-tags "
    "mendeley-groups groups keywords-plus unique-id researcherid-numbers shorthand hyphenation crossref xref ids "
    "archiveprefix eprint eprinttype eprintclass primaryclass langid added-at biburl interhash intrahash"
)
IGNORED = frozenset(_IGNORED.split())
_ARTICLES = frozenset({"article-journal", "article-newspaper", "article-magazine"})
_PUBLISHER = {"report": "institution", "thesis": "school"}
_ALIKE = {
    "title": "title", "title-short": "shorttitle", "collection-title": "series", "volume": "volume", "page": "pages",
    "edition": "edition", "publisher-place": "address", "DOI": "doi", "URL": "url", "ISBN": "isbn", "ISSN": "issn",
    "PMID": "pmid", "language": "language", "abstract": "abstract", "note": "note", "keyword": "keywords",
    "genre": "type", "event-title": "eventtitle", "event-place": "venue", "version": "version",
    "medium": "howpublished", "number-of-pages": "pagetotal", "number-of-volumes": "volumes",
    "chapter-number": "chapter", "authority": "holder",
}  # fmt: skip
# Other names under which the same is read.
_ALSO = (
    ("journaltitle", "container-title"), ("journal", "container-title"), ("booktitle", "container-title"),
    ("maintitle", "container-title"), ("publisher", "publisher"), ("institution", "publisher"),
    ("school", "publisher"), ("organization", "publisher"), ("location", "publisher-place"), ("langid", "language"),
    ("annotation", "abstract"), ("shortjournal", "container-title-short"),
)  # fmt: skip


def written_as(kind: str) -> dict[str, str]:
    """Return under which BibTeX name each CSL field of a type is written."""
    article = kind in _ARTICLES
    return _ALIKE | {
        "container-title": "journal" if article else "booktitle",
        "container-title-short": "shortjournal",
        "publisher": _PUBLISHER.get(kind, "publisher"),
        "issue": "number" if article else "issue",
        "number": "eid" if article else "number",
    }


def fields_of(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the BibTeX fields that a type is read from, with the CSL field of each; the first that is there counts."""
    own = {name: source for source, name in written_as(kind).items()}
    spare = (("issue", "issue"),) if kind in _ARTICLES else ()
    return (*own.items(), *((name, target) for name, target in (*_ALSO, *spare) if name not in own))
