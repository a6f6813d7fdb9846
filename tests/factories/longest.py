"""Which files of tests take longest? They are begun first, so that no worker is left alone with one at the end.

`pytest … --junitxml=report.xml`, then `PYTHONPATH=tests python -m factories.longest report.xml` writes tests/longest.txt anew.
A file that is not named there comes after those that are: nothing has to be kept up to date, but for the sake of minutes.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

TESTS = Path(__file__).resolve().parents[1]
TABLE = TESTS / "longest.txt"
SHORT = 5  # seconds: files below are begun as they come


def known() -> dict[str, int]:
    """Return the place of each long file, the longest first, by its path below the folder of tests."""
    return {path: place for place, path in enumerate(TABLE.read_text(encoding="ascii").split())}


def file_of(classname: str) -> str:
    """Return the path of the file in which a report's test stands; a class of tests is no part of it."""
    parts = classname.split(".")[1:]
    while parts and not (TESTS / f"{'/'.join(parts)}.py").exists():
        parts.pop()
    return f"{'/'.join(parts)}.py"


def main(report: str) -> None:
    seconds: Counter[str] = Counter()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        seconds[file_of(case.get("classname", ""))] += float(case.get("time", 0))
    long = [path for path, took in seconds.most_common() if took >= SHORT and path != ".py"]
    TABLE.write_text("".join(f"{path}\n" for path in long), encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])
