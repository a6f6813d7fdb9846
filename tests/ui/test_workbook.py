"""Does a workbook whose rows are refused half way leave nothing behind?"""

from __future__ import annotations

import gc
import tempfile

import pytest

from grappe.ui.workbook import write_workbook


def rows(good: int):
    for number in range(good):
        yield number, "a text"
    raise PermissionError("not yours")


@pytest.mark.parametrize("good", [0, 3])
def test_rows_that_are_refused_leave_no_file_and_no_open_one(tmp_path, monkeypatch, good):
    (tmp_path / "beside").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "beside"))
    unraised = []
    monkeypatch.setattr("sys.unraisablehook", unraised.append)
    with pytest.raises(PermissionError, match="not yours"):
        write_workbook(tmp_path / "book.xlsx", "Book", ["Number", "Text"], rows(good))
    gc.collect()
    assert not unraised
    assert list(tmp_path.rglob("*.*")) == []
