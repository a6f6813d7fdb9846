"""Does `grappe match` read files, answer in JSON Lines, and refuse bad files with one clear line?"""

import io
import json
import sys

import pytest
from django.core.management import call_command

SOLUTIONS = [
    {
        "id": "heat",
        "title": "Wärmepumpe statt Ölheizung",
        "text": "Wir beraten Betriebe, die ihre Heizung ersetzen.",
    },
    {"id": "cyber", "title": "Diagnostic cybersécurité", "text": "La sécurité informatique en deux jours."},
    {"id": 3, "title": "Circular economy coaching", "text": None},
]


def write(path, entries, **options):
    path.write_text("".join(json.dumps(entry, **options) + "\n" for entry in entries), encoding="utf-8")
    return str(path)


@pytest.fixture
def solutions(tmp_path):
    return write(tmp_path / "solutions.jsonl", SOLUTIONS, ensure_ascii=False)


@pytest.fixture
def match(capsys):
    def run(*arguments):
        call_command("match", *arguments)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.fixture
def refused(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            call_command("match", *arguments)
        shown = capsys.readouterr()
        assert stop.value.code == 2
        assert shown.out == ""
        assert len(shown.err.strip().splitlines()) == 1
        return shown.err

    return run


def test_one_query_in_another_language(match, solutions):
    (line,) = match(
        "--solutions", solutions, "--query", "remplacer notre chaudière par une pompe à chaleur", "--top", "2"
    )
    assert line["query"] == "remplacer notre chaudière par une pompe à chaleur"
    assert [result["id"] for result in line["results"]][0] == "heat"
    assert len(line["results"]) == 2
    best = line["results"][0]
    assert set(best) == {"id", "score", "why"}
    assert 0 < best["score"] <= 1
    assert "Wärmepumpe" in best["why"][0] and all(isinstance(reason, str) for reason in best["why"])


def test_many_queries_answer_in_their_order_with_their_ids(match, solutions, tmp_path):
    needs = [
        {"id": n, "text": text}
        for n, text in enumerate(["une cyberattaque", "Heizung", "circular economy"] * 200)
    ]
    found = match("--solutions", solutions, "--queries", write(tmp_path / "q.jsonl", needs), "--top", "1")
    assert [line["query"] for line in found] == list(range(600))
    assert [line["results"][0]["id"] for line in found[:3]] == ["cyber", "heat", 3]
    assert found[:3] == [{**line, "query": n} for n, line in enumerate(found[3:6])]


def test_queries_from_standard_input(match, solutions, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(b'\xef\xbb\xbf{"id": "x", "text": "cyber"}\n\n'))
    monkeypatch.setattr(sys, "stdin", stdin)
    (line,) = match("--solutions", solutions, "--queries", "-")
    assert line["query"] == "x" and len(line["results"]) == 3


@pytest.mark.parametrize(
    ("content", "place", "fault"),
    [
        (b"", "", "no query"),
        (b'{"id": 1, "text": "a"}\n{"id": 2', "line 2", "not JSON"),
        (b'{"id": 1, "text": "a"}\n\n["id", 1]\n', "line 3", "not a JSON object"),
        (b'{"id": 1, "text": "a"}\nnull\n', "line 2", "not a JSON object"),
        (b'{"id": 1, "text": ""}\n', "line 1", '"text" is empty'),
        (b'{"id": 1, "text": 4}\n', "line 1", '"text" is not a text'),
        (b'{"text": "a"}\n', "line 1", '"id"'),
        ('{"id": 1, "text": "é"}'.encode("latin-1"), "line 1", "UTF-8"),
        (b"[" * 100_000, "line 1", "not JSON"),
        (b'{"id": 1, "text": "' + b"x" * 5_000_000, "line 1", "longer than 4 MB"),
        (b"PK\x03\x04\xff\xfe", "line 1", "UTF-8"),
    ],
)
def test_a_bad_query_file_is_refused_whole(refused, solutions, tmp_path, content, place, fault):
    path = tmp_path / "queries.jsonl"
    path.write_bytes(content)
    line = refused("--solutions", solutions, "--queries", str(path))
    assert "queries.jsonl" in line and place in line and fault in line


def test_a_fault_on_the_last_of_many_lines_prints_nothing(refused, solutions, tmp_path):
    needs = [{"id": n, "text": "heat"} for n in range(1000)] + [{"id": 1000, "text": None}]
    assert "line 1001" in refused("--solutions", solutions, "--queries", write(tmp_path / "q.jsonl", needs))


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([], "no solution"),
        ([{"id": "a", "title": "x"}, {"id": "a", "title": "y"}], "stands twice"),
        ([{"id": "a", "title": "", "text": None}], "both empty"),
        ([{"id": True, "title": "x"}], '"id"'),
        ([{"id": "a", "title": ["x"]}], '"title" is not a text'),
    ],
)
def test_a_bad_solution_file_is_refused(refused, tmp_path, entries, fault):
    assert fault in refused("--solutions", write(tmp_path / "s.jsonl", entries), "--query", "x")


def test_a_missing_file_and_a_folder_are_refused(refused, solutions, tmp_path):
    assert "nowhere.jsonl" in refused("--solutions", str(tmp_path / "nowhere.jsonl"), "--query", "x")
    assert "directory" in refused("--solutions", str(tmp_path), "--query", "x")


def test_an_empty_query_is_refused(refused, solutions):
    assert "empty" in refused("--solutions", solutions, "--query", "  ")
