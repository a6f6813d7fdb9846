"""What is a questionnaire? Dimensions, questions, conditions, scoring and finding rules, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from grappe.engines.kernel import Text


class QuestionType(Enum):
    """How a question is answered."""

    SINGLE = "single"
    MULTI = "multi"
    MATRIX_TWO_COLUMNS = "matrix_two_columns"
    SCALE_MATRIX = "scale_matrix"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


class Measure(Enum):
    """What a number counts, so that it is read and checked as such."""

    NUMBER = "number"
    WHOLE = "whole"
    EUROS = "euros"
    PERCENT = "percent"


class Aggregation(Enum):
    """How several values become one."""

    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    MINIMUM = "minimum"
    COUNT = "count"
    LEVEL_MAP = "level_map"


class Severity(Enum):
    """How much a finding matters for the company."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Theme(Enum):
    """The five themes of an initiative."""

    BUSINESS_MODEL = "business_model"
    VALUE_CHAINS = "value_chains"
    DIGITAL = "digital"
    INNOVATION_MODELS = "innovation_models"
    SUSTAINABILITY = "sustainability"


@dataclass(frozen=True, slots=True)
class Item:
    """One line or one choice of a question.

    `value` is what choosing it is worth (0 to 1). An exclusive item stands alone ("none of these"): it is
    worth 0, is left out of the denominator, and cannot be ticked together with others.
    """

    id: str
    label: Text
    value: float = 1.0
    weight: float = 1.0
    exclusive: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale, with its value from 0 to 1."""

    label: Text
    value: float


@dataclass(frozen=True, slots=True)
class Level:
    """From `at_least` on, the value is `value` (0 to 1)."""

    at_least: float
    value: float


class Test(Enum):
    """What a condition asks of an answer."""

    __test__ = False  # not a test case, whatever a test runner makes of the name

    IS = "is"
    TICKED = "ticked"
    NOT_TICKED = "not_ticked"
    TICKS_AT_LEAST = "ticks_at_least"
    TICKS_BELOW = "ticks_below"
    AT_LEAST = "at_least"
    BELOW = "below"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class AnswerTest:
    """A condition on one answer: of an item or a column where the question has them.

    `options` holds the items meant by IS (any of them), TICKED (all of them) and NOT_TICKED (none of them),
    or those that TICKS_AT_LEAST and TICKS_BELOW count (exclusive ones never do); `number` is the limit.
    """

    question: str
    test: Test
    options: tuple[str, ...] = ()
    number: float = 0.0
    item: str | None = None
    column: str | None = None


class ScoreOf(Enum):
    """Whose score a condition looks at."""

    QUESTION = "question"
    DIMENSION = "dimension"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """A condition on a score: AT_LEAST or BELOW a number of points (0..10 a question, 0..100 the others)."""

    of: ScoreOf
    id: str
    test: Test
    number: float


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Condition


Condition = AnswerTest | ScoreTest | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Plausible:
    """A number is asked about again when it is more than `times` one of `against`, or less than that part of it.

    `against` names references that whoever asks knows ("last_year", a figure on file); a difference of less than
    `margin` is never asked about.
    """

    against: tuple[str, ...]
    times: float
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `weight` 0 asks for information only and scores nothing.

    Of a number `measure` says what it counts and `least` and `most` what it can be; of a scale `starts_at` the number of
    its first step. `full_at` is the number of ticks that is enough for a full score (COUNT); `levels` maps a count, a level
    or a number to a value (LEVEL_MAP); `worst` and `best` stretch a number linearly to 0..1.
    """

    id: str
    dimension: str
    type: QuestionType
    label: Text
    help: Text = Text()
    weight: float = 1.0
    items: tuple[Item, ...] = ()
    columns: tuple[Item, ...] = ()
    scale: tuple[Step, ...] = ()
    aggregation: Aggregation = Aggregation.MEAN
    full_at: int = 0
    levels: tuple[Level, ...] = ()
    worst: float | None = None
    best: float | None = None
    unit: Text = Text()
    shown_when: Condition | None = None
    required: bool = False
    measure: Measure = Measure.NUMBER
    least: float | None = None
    most: float | None = None
    starts_at: int = 0
    plausible: Plausible | None = None

    @property
    def is_scored(self) -> bool:
        return self.weight > 0

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    @property
    def exclusive_ids(self) -> frozenset[str]:
        return frozenset(item.id for item in self.items if item.exclusive)


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of the radar, 0 to 100."""

    id: str
    label: Text
    weight: float = 1.0
    aggregation: Aggregation = Aggregation.WEIGHTED_MEAN
    levels: tuple[Level, ...] = ()
    description: Text = Text()


@dataclass(frozen=True, slots=True)
class Band:
    """A named span of whole points, both ends inside."""

    id: str
    label: Text
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ProposedNeed:
    """What a finding proposes to do about it."""

    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class FindingRule:
    """When `when` holds for a company's answers, say `text`, and propose `need`."""

    id: str
    when: Condition
    text: Text
    severity: Severity
    theme: Theme
    need: ProposedNeed | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of a questionnaire; never changed, only followed by another version."""

    id: str
    version: str
    title: Text
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    description: Text = Text()
    attribution: Text = Text()
    sources: tuple[str, ...] = ()
    aggregation: Aggregation = Aggregation.WEIGHTED_MEAN
    levels: tuple[Level, ...] = ()
    bands: tuple[Band, ...] = ()
    findings: tuple[FindingRule, ...] = ()

    def question(self, question_id: str) -> Question:
        """Return the question of that id. Raises KeyError where there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def dimension(self, dimension_id: str) -> Dimension:
        """Return the dimension of that id. Raises KeyError where there is none."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise KeyError(dimension_id)

    def questions_of(self, dimension_id: str) -> tuple[Question, ...]:
        """Return the questions of a dimension, in their order."""
        return tuple(question for question in self.questions if question.dimension == dimension_id)

    def band_of(self, points: float | None) -> Band | None:
        """Return the band of a score (0 to 100, rounded half up to whole points), None if there is none."""
        if points is None:
            return None
        whole = int(points + 0.5)
        return next((band for band in self.bands if band.first <= whole <= band.last), None)
