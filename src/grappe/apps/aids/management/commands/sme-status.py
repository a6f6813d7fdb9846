"""What size is an enterprise with all it is tied to? A file in, one JSON document out; no database
(docs/reference/state-aid.md).
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from grappe.apps.aids.queries.file_faults import faults_of
from grappe.engines.eligibility.sme_status import document_of, group_of, sme_status
from grappe.ui.commands import FileCommand, read_json


class Command(FileCommand):
    help = "Tell the SME status of an enterprise from its ownership graph: one JSON document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--group", required=True, metavar="FILE", help="the enterprises and their holdings, JSON"
        )
        parser.add_argument("--language", choices=("en", "fr", "de"), default="en", help="of the sentences")

    def answer(self, **options: Any) -> None:
        path = options["group"]
        with faults_of(path):
            group = group_of(read_json(path))
        self.remark(path, group.remarks)
        self.print_json(document_of(sme_status(group), options["language"]))
