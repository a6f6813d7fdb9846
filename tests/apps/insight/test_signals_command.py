"""Does `grappe signals` read notes, answer in one JSON document of the fixed form, and refuse bad files with one line?"""

import json

import pytest
from django.core.management import call_command

from benchmarks._field_notes import world
from factories.commands import grappe

FORM = ["label", "terms", "theme", "notes", "by_month", "burst", "evidence"]
NOTE = {
    "id": "n1",
    "date": "2026-03-02",
    "text": "They cannot find welders.",
    "company": "c",
    "cluster": "wood",
}


def write(path, entries):
    path.write_text(
        "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), encoding="utf-8"
    )
    return str(path)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Notes of half a year, with what was planted in them."""
    found = world(seed=4, half="tune", weeks=45, chatter=6.0)
    entries = [
        {
            "id": note.id,
            "date": note.on.isoformat(),
            "text": note.text,
            "company": note.company,
            "cluster": note.cluster,
        }
        for note in found.notes
    ]
    path = tmp_path_factory.mktemp("signals") / "notes.jsonl"
    return found, entries, write(path, entries)


@pytest.fixture
def signals(capsys):
    def run(*arguments):
        call_command("signals", *arguments)
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refused(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            call_command("signals", *arguments)
        shown = capsys.readouterr()
        assert stop.value.code == 2
        assert shown.out == ""
        assert len(shown.err.strip().splitlines()) == 1
        return shown.err

    return run


def test_the_form_and_every_figure_open_to_its_sentences(signals, told):
    _, entries, path = told
    texts = {entry["id"]: entry["text"] for entry in entries}
    document = signals(path)
    assert list(document) == ["topics"] and len(document["topics"]) > 5
    for topic in document["topics"]:
        assert list(topic)[: len(FORM)] == FORM
        assert topic["label"] and topic["terms"]
        assert len(set(topic["notes"])) == len(topic["notes"]) == sum(topic["by_month"].values())
        assert {found["note"] for found in topic["evidence"]} == set(topic["notes"])
        for found in topic["evidence"]:
            assert found["sentence"] in texts[found["note"]]
        assert topic["trend"] in {"new", "rising", "steady", "fading"}
        assert topic["theme"] in {
            None, "business_model", "value_chains", "digital", "innovation_models", "sustainability",
        }  # fmt: skip


def test_what_was_planted_bursts_and_stands_first(signals, told):
    found, _, path = told
    meant = {note.id: note.subject for note in found.notes}
    bursting = [topic for topic in signals(path)["topics"] if topic["burst"] > 0]
    planted = {rise.subject for rise in found.rises}
    of = []
    for topic in bursting:
        subjects = [meant[note] for note in topic["notes"]]
        of.append(max(set(subjects), key=subjects.count))
    assert len(set(of) & planted) >= len(planted) // 2
    assert sum(subject in planted for subject in of) / len(of) >= 0.7
    assert [topic["burst"] for topic in bursting] == sorted((t["burst"] for t in bursting), reverse=True)


def test_the_order_of_the_lines_does_not_matter_and_the_answer_is_always_the_same(signals, told, tmp_path):
    _, entries, path = told
    turned = write(tmp_path / "turned.jsonl", entries[::-1])
    one, two = signals(path), signals(turned)
    assert one == two


def test_on_a_day_is_as_if_nothing_had_come_after_it(signals, told, tmp_path):
    _, entries, path = told
    day = entries[len(entries) // 2]["date"]
    before = write(tmp_path / "before.jsonl", [entry for entry in entries if entry["date"] <= day])
    assert signals(path, "--on", day) == signals(before, "--on", day)


def test_labels_in_the_readers_language(signals, told):
    _, _, path = told
    english, french = (signals(path, "--language", code)["topics"] for code in ("en", "fr"))
    assert [topic["id"] for topic in english] == [topic["id"] for topic in french]
    assert sum(e["label"] != f["label"] for e, f in zip(english, french, strict=True)) > len(english) / 2


def test_a_file_without_notes_has_no_topics(signals, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert signals(str(empty)) == {"topics": []}
    empty.write_text("\n\n")
    assert signals(str(empty)) == {"topics": []}


def test_few_notes_and_empty_texts_are_no_topics(signals, tmp_path):
    entries = [
        NOTE | {"id": number, "text": text} for number, text in enumerate(["", None, "Ja.", "Two words"])
    ]
    assert signals(write(tmp_path / "few.jsonl", entries)) == {"topics": []}


def test_whole_numbers_as_ids_stay_numbers_and_unknown_company_and_cluster_are_allowed(signals, tmp_path):
    entries = [
        {
            "id": number,
            "date": f"2026-03-{number + 1:02}",
            "text": f"They cannot find {who} anywhere.",
            "company": None,
        }
        for number, who in enumerate(
            ["welders", "fitters", "welders", "skilled welders", "a welder", "welders"]
        )
    ]
    (topic,) = signals(write(tmp_path / "numbers.jsonl", entries))["topics"]
    assert topic["notes"] == [0, 1, 2, 3, 4, 5] and topic["by_month"] == {"2026-03": 6}
    assert topic["by_cluster"] == [{"cluster": None, "month": "2026-03", "notes": 6}]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line 2: the line is not JSON"),
        ("[1]", "line 2: the line is not a JSON object"),
        ('{"date": "2026-01-01", "text": "x"}', 'line 2: "id" is missing'),
        ('{"id": "n1", "date": "2026-01-01", "text": "x"}', 'line 2: the id "n1" stands twice'),
        ('{"id": "b", "text": "x"}', 'line 2: "date" is missing or no day'),
        ('{"id": "b", "date": "2026-02-30", "text": "x"}', 'line 2: "date" is missing or no day'),
        ('{"id": "b", "date": "0026-02-01", "text": "x"}', 'line 2: "date" is missing or no day'),
        ('{"id": "b", "date": "01.02.2026", "text": "x"}', 'line 2: "date" is missing or no day'),
        ('{"id": "b", "date": 20260201, "text": "x"}', 'line 2: "date" is missing or no day'),
        ('{"id": "b", "date": "2026-02-01", "text": 5}', 'line 2: "text" is not a text'),
        ('{"id": "b", "date": "2026-02-01", "text": "x", "cluster": []}', 'line 2: "cluster" is not a text'),
    ],
)
def test_a_bad_line_is_told_with_its_number(refused, tmp_path, line, fault):
    path = tmp_path / "notes.jsonl"
    path.write_text(json.dumps(NOTE) + "\n" + line + "\n", encoding="utf-8")
    assert f"{path}, {fault}" in refused(str(path))


def test_a_missing_file_and_a_wrong_day_are_told(refused, tmp_path):
    assert "No such file" in refused(str(tmp_path / "none.jsonl"))
    path = write(tmp_path / "notes.jsonl", [NOTE])
    with pytest.raises(Exception, match="--on"):
        call_command("signals", path, "--on", "yesterday")


def test_it_runs_without_a_database_and_from_a_pipe(tmp_path):
    path = write(tmp_path / "notes.jsonl", [NOTE])
    ran = grappe("signals", path)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"topics": []}
    wrong = grappe("signals", str(tmp_path / "none.jsonl"))
    assert wrong.returncode == 2 and wrong.stdout == b"" and wrong.stderr.count(b"\n") == 1
