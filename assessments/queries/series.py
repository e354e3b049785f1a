"""A score over time, and two dates side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.models import Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.queries.answers import in_words

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 34
STEPS = 4


@dataclass(frozen=True)
class Point:
    """One assessment on the chart, in the chart's own units."""

    x: float
    y: float
    assessment: Assessment


@dataclass(frozen=True)
class Stripe:
    """One band of the score behind the line."""

    y: float
    height: float
    label: str
    shade: int


@dataclass(frozen=True)
class Chart:
    """A line of scores; everything a drawing needs, and nothing a reader of the table would miss."""

    width: int
    height: int
    points: list[Point]
    stripes: list[Stripe]
    scale: list[tuple[float, str]]
    dates: list[tuple[float, str]]
    path: str

    @property
    def left(self) -> int:
        return LEFT

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def inner_width(self) -> int:
        return self.width - LEFT - RIGHT


def chart_of(series: list[Assessment], questionnaire: Questionnaire) -> Chart | None:
    """The chart of those with a total; none below two, where a line would say nothing."""
    counted = [assessment for assessment in series if assessment.total is not None]
    if len(counted) < 2:
        return None
    measure = main_measure(questionnaire)
    low, high = _limits(measure, counted)
    points = _points(counted, low, high)
    path = " ".join(f"{'M' if place == 0 else 'L'}{point.x:.1f} {point.y:.1f}" for place, point in enumerate(points))
    scale = [(_height(value, low, high), f"{value:g}") for value in _ticks(low, high)]
    dates = [(point.x, f"{point.assessment.assessed_on:%b %Y}") for point in _ends(points)]
    return Chart(WIDTH, HEIGHT, points, _stripes(measure, low, high), scale, dates, path)


def main_measure(questionnaire: Questionnaire) -> dict[str, Any]:
    """The measure lists and trends show: the one marked as main, else the first."""
    measures = [dict(measure) for measure in questionnaire.measures]
    return next((measure for measure in measures if measure.get("main")), measures[0] if measures else {})


def _limits(measure: dict[str, Any], counted: list[Assessment]) -> tuple[float, float]:
    totals = [float(assessment.total or 0) for assessment in counted]
    low, high = measure.get("range") or (min(totals), max(totals))
    return (float(low), float(high)) if high > low else (float(low) - 1, float(high) + 1)


def _points(counted: list[Assessment], low: float, high: float) -> list[Point]:
    first, last = counted[0].assessed_on, counted[-1].assessed_on
    days = (last - first).days or 1
    width = WIDTH - LEFT - RIGHT
    return [
        Point(LEFT + width * (one.assessed_on - first).days / days, _height(float(one.total or 0), low, high), one)
        for one in counted
    ]


def _height(value: float, low: float, high: float) -> float:
    """Upwards is more, whatever more means for this instrument."""
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low), 1)


def _ticks(low: float, high: float) -> list[float]:
    return [round(low + (high - low) * step / STEPS) for step in range(STEPS + 1)]


def _ends(points: list[Point]) -> list[Point]:
    return [points[0], points[-1]] if points[0].x != points[-1].x else points[:1]


def _stripes(measure: dict[str, Any], low: float, high: float) -> list[Stripe]:
    bands = measure.get("bands") or []
    if isinstance(bands, dict):
        return []
    stripes = []
    for place, band in enumerate(bands):
        # A band of whole numbers reaches up to where the next one begins.
        upper = bands[place + 1]["min"] if place + 1 < len(bands) else high
        top, bottom = _height(min(upper, high), low, high), _height(max(band["min"], low), low, high)
        stripes.append(Stripe(top, round(bottom - top, 1), band["label"], place))
    return stripes


@dataclass(frozen=True)
class Pair:
    """One line of a comparison: what was said then and later."""

    text: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def compared(first: Assessment, second: Assessment) -> tuple[list[Pair], list[Pair]]:
    """The measures of both, then every question that was answered in either, in the order of the later edition."""
    measures = {m["id"]: m["title"] for one in (first, second) for m in one.scores.get("measures", [])}
    of_scores = [Pair(title, measure_words(first, key), measure_words(second, key)) for key, title in measures.items()]
    then, later = Questionnaire(first.instrument.definition), Questionnaire(second.instrument.definition)
    asked = {item.link_id: item for item in (*later.asked, *then.asked)}
    of_answers = [
        Pair(item.text, _said(first, then, key), _said(second, later, key))
        for key, item in asked.items()
        if key in first.answers or key in second.answers
    ]
    return of_scores, of_answers


def measure_words(assessment: Assessment, key: str) -> str:
    measure: Mapping[str, Any] = next((m for m in assessment.scores.get("measures", []) if m["id"] == key), {})
    value = measure.get("value")
    parts = ["" if value is None else f"{value:g}", measure.get("band", "")]
    return ", ".join(part for part in parts if part) or "No result"


def _said(assessment: Assessment, questionnaire: Questionnaire, key: str) -> str:
    item = questionnaire.by_id.get(key)
    return (in_words(item, assessment.answers.get(key)) if item else "") or "Not answered"
