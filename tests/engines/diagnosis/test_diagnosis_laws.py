"""Which laws hold for every questionnaire and every set of answers?"""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from engines.diagnosis.diagnosis_samples import answers_to, questionnaires, shipped
from grappe.engines.diagnosis import (
    QuestionType,
    benchmark,
    change_since,
    clean_answers,
    findings,
    score,
)

NEARLY = 1e-9


def any_questionnaire():
    return st.one_of(questionnaires(), st.sampled_from([shipped("dma"), shipped("resilience")]))


@st.composite
def answered(draw):
    questionnaire = draw(any_questionnaire())
    return questionnaire, draw(answers_to(questionnaire))


@st.composite
def one_tick_more(draw):
    """Draw answers and the same with one more tick, in a question that was answered."""
    questionnaire = draw(st.one_of(questionnaires(), st.just(shipped("dma"))))
    before = clean_answers(questionnaire, draw(answers_to(questionnaire)))
    free = []
    for question in questionnaire.questions:
        value = before.get(question.id)
        countable = [item.id for item in question.items if not item.exclusive]
        if question.type is QuestionType.MULTI and value is not None:
            free += [(question.id, None, item) for item in countable if item not in value]
        if question.type is QuestionType.MATRIX_TWO_COLUMNS and value is not None:
            free += [(question.id, c, item) for c in value for item in countable if item not in value[c]]
    assume(free)
    question_id, column, item = draw(st.sampled_from(free))
    after = dict(before)
    if column is None:
        after[question_id] = [*before[question_id], item]
    else:
        after[question_id] = {**before[question_id], column: [*before[question_id][column], item]}
    return questionnaire, before, after


@given(one_tick_more())
def test_one_more_tick_never_lowers_a_score(drawn):
    questionnaire, before, after = drawn
    low, high = score(questionnaire, before), score(questionnaire, after)
    for old, new in zip(low.dimensions, high.dimensions, strict=True):
        assert old.points is None or new.points >= old.points - NEARLY
    assert high.total >= low.total - NEARLY
    assert high.coverage == low.coverage


@given(answered())
def test_the_radar_and_the_coverage_are_bounded(drawn):
    diagnosis = score(*drawn)
    assert 0 <= diagnosis.coverage <= 1
    assert diagnosis.total is None or 0 <= diagnosis.total <= 100
    for question in diagnosis.questions:
        assert 0 <= question.coverage <= 1
        assert question.points is None or 0 <= question.points <= 10
    for dimension in diagnosis.dimensions:
        assert 0 <= dimension.coverage <= 1
        assert dimension.points is None or 0 <= dimension.points <= 100
        assert (dimension.points is None) == (dimension.answered == 0)
    assert (diagnosis.total is None) == (diagnosis.answered == 0)


@given(answered(), st.data())
def test_a_blank_is_the_same_as_no_answer_and_never_a_zero(drawn, data):
    questionnaire, answers = drawn
    assume(answers)
    gone = data.draw(st.sampled_from(sorted(answers)))
    blank = score(questionnaire, {**answers, gone: None})
    missing = score(questionnaire, {key: value for key, value in answers.items() if key != gone})
    assert blank == missing
    assert blank.question(gone).points is None
    assert blank.question(gone).coverage == 0


@given(st.one_of(questionnaires(), st.just(shipped("dma"))), st.data())
def test_a_blank_leaves_the_score_within_what_was_answered(questionnaire, data):
    # A zero in the place of a blank would pull a mean below the lowest of the questions that were answered.
    answers = data.draw(answers_to(questionnaire))
    diagnosis = score(questionnaire, answers)
    for dimension in questionnaire.dimensions:
        if dimension.levels:
            continue
        known = [
            diagnosis.question(question.id).points * 10
            for question in questionnaire.questions_of(dimension.id)
            if diagnosis.question(question.id).points is not None
        ]
        if known:
            found = diagnosis.dimension(dimension.id).points
            assert min(known) - NEARLY <= found <= max(known) + NEARLY


@given(answered(), st.randoms())
def test_the_order_of_answers_does_not_matter(drawn, random):
    questionnaire, answers = drawn

    def shuffled(value):
        if isinstance(value, list):
            return random.sample(value, len(value))
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in random.sample(list(value), len(value))}
        return value

    assert score(questionnaire, shuffled(answers)) == score(questionnaire, answers)
    assert findings(questionnaire, shuffled(answers)) == findings(questionnaire, answers)


@given(answered())
def test_clean_answers_stay_as_they_are(drawn):
    questionnaire, answers = drawn
    once = clean_answers(questionnaire, answers)
    assert clean_answers(questionnaire, once) == once


@given(answered())
def test_nothing_changes_against_itself(drawn):
    questionnaire, answers = drawn
    change = change_since(questionnaire, answers, questionnaire, answers)
    assert all(delta.change in (0, None) for delta in change.dimensions)
    diagnosis = score(questionnaire, answers)
    for delta, dimension in zip(change.dimensions, diagnosis.dimensions, strict=True):
        assert (delta.change is None) == (dimension.points is None)


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=12))
def test_benchmarks_tell_nothing_below_five_peers(scores):
    found = benchmark([{"d": value} for value in scores], ["d"])["d"]
    known = [value for value in scores if value is not None]
    if len(known) < 5:
        assert found is None
    else:
        assert found.peers == len(known)
        assert min(known) - 0.5 <= found.lower <= found.median <= found.upper <= max(known) + 0.5
