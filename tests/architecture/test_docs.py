"""Do the documents show what there is: every screenshot used and there, every link inside the repository alive?"""

from __future__ import annotations

import re

from architecture.source import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:|#)([^)#\s]+)[^)]*\)")
TAKEN = re.compile(r'document="([^"]+)"')


def targets() -> dict[str, set[str]]:
    found = {}
    for document in DOCUMENTS:
        for target in LINK.findall(document.read_text(encoding="utf-8")):
            path = (document.parent / target).resolve()
            found.setdefault(str(path.relative_to(ROOT)), set()).add(document.name)
    return found


def test_every_link_and_picture_is_there():
    assert not {target: where for target, where in targets().items() if not (ROOT / target).exists()}


def pictures() -> set[str]:
    return {path.stem for path in (ROOT / "docs" / "screenshots").glob("*.png")}


def test_every_screenshot_is_shown_somewhere():
    assert {f"docs/screenshots/{name}.png" for name in pictures()} <= set(targets())


def test_every_screenshot_is_taken_by_a_story():
    stories = (ROOT / "tests" / "stories").glob("test_*.py")
    declared = {name for path in stories for name in TAKEN.findall(path.read_text(encoding="utf-8"))}
    assert declared == pictures()
