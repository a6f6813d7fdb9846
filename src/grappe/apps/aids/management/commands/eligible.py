"""Which aids may this company have? Files in, one JSON document out; no database (docs/reference/rules.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from grappe.apps.aids.queries.catalogue import read_catalogue
from grappe.apps.aids.queries.file_faults import faults_of
from grappe.engines.eligibility import Catalogue, Field, company_of, document_of, explain, project_of
from grappe.ui import clock
from grappe.ui.commands import FileCommand, day, read_json

Read = TypeVar("Read")


class Command(FileCommand):
    help = "Tell for each programme whether a company may have it, criterion by criterion: one JSON document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--company", required=True, metavar="FILE", help="what is known of the company, JSON"
        )
        parser.add_argument("--catalogue", metavar="PATH", help="a catalogue folder (catalogues/luxembourg)")
        parser.add_argument("--on", type=day, metavar="DATE", help="the day that is asked about (today)")
        parser.add_argument("--project", metavar="FILE", help="costs and facts of a project, JSON")

    def answer(self, **options: Any) -> None:
        on = options["on"] or clock.today()
        catalogue = read_catalogue(Path(options["catalogue"] or settings.CATALOGUE))
        company = self._read(company_of, options["company"], catalogue)
        project = self._read(project_of, options["project"], catalogue) if options["project"] else None
        founded = company.facts.get("founded")
        if isinstance(founded, date) and founded > on:
            self.remark(options["company"], [f"founded: {founded} lies after {on}, the day asked about"])
        self.print_json(document_of(explain(catalogue, company, on, project)))

    def _read(
        self,
        read: Callable[[object, Mapping[str, Field], frozenset[str]], tuple[Read, tuple[str, ...]]],
        path: str,
        catalogue: Catalogue,
    ) -> Read:
        with faults_of(path):
            found, remarks = read(read_json(path), catalogue.fields, catalogue.field_names())
        self.remark(path, remarks)
        return found
