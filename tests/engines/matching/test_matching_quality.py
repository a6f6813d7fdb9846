"""Is the ranking good on needs and programmes labelled by hand? (French programmes, needs in four languages)

The programmes are read from the folder of shared data and are not part of the project; the labels are ours.
"""

import importlib.util
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("GRAPPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
PROGRAMMES = DATA / "fr_green_transition_programmes.jsonl"

pytestmark = pytest.mark.skipif(
    not PROGRAMMES.exists(), reason=f"{PROGRAMMES.name} is not there: set GRAPPE_SHARED_DATA to its folder"
)


@pytest.fixture(scope="module")
def measured():
    spec = importlib.util.spec_from_file_location("matching_benchmark", ROOT / "benchmarks" / "matching.py")
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark.measure(PROGRAMMES)


def test_held_out_needs_in_the_language_of_the_programmes(measured):
    assert measured["ours"]["held-out", "same"] >= 0.70


def test_held_out_needs_in_another_language(measured):
    assert measured["ours"]["held-out", "across"] >= 0.70


@pytest.mark.parametrize("other", ["words alone", "meaning alone", "plain rank fusion"])
@pytest.mark.parametrize("kind", ["same", "across"])
def test_weighing_beats_each_channel_alone_and_plain_fusion(measured, other, kind):
    assert measured["ours"]["held-out", kind] > measured[other]["held-out", kind]


@pytest.mark.parametrize("kind", ["same", "across"])
def test_weighing_beats_both_channels_even_without_the_glossary(measured, kind):
    weighed = measured["ours, no glossary"]["held-out", kind]
    assert weighed > measured["words alone"]["held-out", kind]
    assert weighed > measured["meaning alone"]["held-out", kind]
