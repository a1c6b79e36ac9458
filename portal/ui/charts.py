"""Charts as Vega-Lite written out: explicit types, one look for light and dark, units on the axes, labels at the lines.

Rows go in as plain dictionaries: no frame, no schema guessing; a chart costs about a millisecond.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from portal.ui.palette import colour

Row = Mapping[str, Any]
Spec = dict[str, Any]
BAR = 15
STEP = 26
NAME = 14  # pixels that the name of a line is high
SHORT = 14  # letters of a name of which two stand side by side in a legend


@dataclass(frozen=True)
class Series:
    """One kind of thing in a chart: the field that holds it, what it is called, and its meaning in the palette."""

    field: str
    title: str
    meaning: str


@dataclass(frozen=True)
class Axis:
    """What an axis shows: the field, the words and unit beside it, and for time how a tick is written (d3 format)."""

    field: str
    title: str
    kind: Literal["quantitative", "temporal", "nominal", "ordinal"] = "quantitative"
    format: str | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Target:
    """A line to be reached, with its label."""

    value: float
    title: str


def _encoding(axis: Axis, *, grid: bool) -> Spec:
    drawn: Spec = {"grid": grid, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    if axis.format:
        drawn["format"] = axis.format
    if axis.kind in ("nominal", "ordinal"):
        drawn |= {"labelLimit": 220, "labelAngle": 0, "labelOverlap": False}
    if axis.kind == "quantitative":
        drawn |= {"tickMinStep": 1, "tickCount": 5}
    # Names explain themselves; figures carry their unit.
    title = axis.title or None if axis.kind == "quantitative" else None
    encoded: Spec = {"field": axis.field, "type": axis.kind, "title": title, "axis": drawn}
    if axis.kind in ("nominal", "ordinal"):
        encoded["sort"] = None
    elif axis.lowest is not None or axis.highest is not None:
        encoded["scale"] = {"domainMin": axis.lowest, "domainMax": axis.highest, "nice": False}
        encoded["scale"] = {name: value for name, value in encoded["scale"].items() if value is not None}
    elif axis.kind == "quantitative":
        encoded["scale"] = {"zero": True}
    return encoded


def _tooltip(axis: Axis, series: Sequence[Series]) -> list[Spec]:
    first: Spec = {"field": axis.field, "type": axis.kind, "title": axis.title or " "}
    if axis.format:
        first["format"] = axis.format
    return [first, *({"field": each.field, "type": "quantitative", "title": each.title} for each in series)]


def _target(target: Target, along: str, *, below: bool = False) -> list[Spec]:
    ink = colour("ink")
    # Without a place of its own the line would ask for the chart's months, which the target has none of, and vanish.
    across: Spec = {"x": {"value": 0}, "x2": {"value": "width"}} if along == "y" else {}
    beginning: Spec = {"x": {"value": 2}} if along == "y" else {}
    return [
        {
            "data": {"values": [{"target": target.value}]},
            "mark": {"type": "rule", "strokeDash": [4, 3], "color": ink},
            "encoding": {along: {"field": "target", "type": "quantitative"}, **across},
        },
        {
            "data": {"values": [{"target": target.value, "title": target.title}]},
            "mark": {"type": "text", "align": "left", "dy": 10 if below else -8, "color": ink, "fontSize": 12},
            "encoding": {
                along: {"field": "target", "type": "quantitative"},
                "text": {"field": "title", "type": "nominal"},
                **beginning,
            },
        },
    ]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart: its rows, what runs along it, up to four series, the unit of the figures, and what it shows in words (`alt`).

    `picked` is called with the name of a bar that was clicked, to open the rows behind it.
    """

    key: str
    rows: Sequence[Row]
    along: Axis
    series: Sequence[Series]
    unit: str
    alt: str
    target: Target | None = None
    lowest: float | None = None
    highest: float | None = None
    height: int = 170
    picked: Callable[[str], None] | None = None

    @property
    def figures(self) -> Axis:
        """The axis of the figures; bars begin at nothing, a line may begin higher."""
        return Axis("", self.unit, lowest=self.lowest, highest=self.highest)


def apart(ends: Sequence[float], height: float) -> list[float]:
    """Where the names of lines stand, in pixels from the top: each at its line's end, or next to it where another one stands.

    `ends` are the lines' ends in pixels; all is kept within the height as long as there is room for the names.
    """
    places = sorted(range(len(ends)), key=lambda place: ends[place])
    stand = list(ends)
    for above, below in pairwise(places):
        stand[below] = max(stand[below], stand[above] + NAME)
    lowest = height
    for place in reversed(places):
        stand[place] = min(stand[place], lowest)
        lowest = stand[place] - NAME
    return stand


def _names_moved(chart: Chart) -> list[float]:
    """How far the name of each line is moved from its end, in pixels; down is positive."""
    values = [[float(row[each.field]) for row in chart.rows if row.get(each.field) is not None] or [0.0] for each in chart.series]
    low = min(0.0, *map(min, values)) if chart.lowest is None else chart.lowest
    high = max(map(max, values)) if chart.highest is None else chart.highest
    pixels = chart.height / ((high - low) or 1)
    ends = [(high - each[-1]) * pixels for each in values]
    return [stands - end for stands, end in zip(apart(ends, chart.height), ends, strict=True)]


def line_over_time(chart: Chart) -> None:
    """Lines over time, each with its name at its end."""
    layers: list[Spec] = []
    for each, moved in zip(chart.series, _names_moved(chart), strict=True):
        paint = colour(each.meaning)
        y: Spec = {**_encoding(chart.figures, grid=True), "field": each.field}
        mark: Spec = {"type": "line", "strokeWidth": 2.2, "interpolate": "monotone", "color": paint}
        mark["point"] = {"color": paint, "size": 18}
        layers.append({"mark": mark, "encoding": {"y": y, "tooltip": _tooltip(chart.along, chart.series)}})
        last = [{**row, "series": each.title} for row in chart.rows if row.get(each.field) is not None][-1:]
        name: Spec = {"type": "text", "align": "left", "dx": 7, "dy": moved, "color": paint, "fontSize": 12}
        label: Spec = {"field": "series", "type": "nominal"}
        layers.append({"data": {"values": last}, "mark": name, "encoding": {"y": y, "text": label}})
    if chart.target:
        # On the side on which the first line does not begin, which would cross the words out.
        begins = next((row[chart.series[0].field] for row in chart.rows if row.get(chart.series[0].field) is not None), 0)
        layers += _target(chart.target, "y", below=begins >= chart.target.value)
    spec: Spec = {"encoding": {"x": _encoding(chart.along, grid=False)}, "layer": layers, "height": chart.height}
    _show(chart, spec, right=6)


def bars(chart: Chart) -> None:
    """Horizontal bars of the first series, names in full, each with its figure."""
    series = chart.series[0]
    y, x = _encoding(chart.along, grid=False), {**_encoding(chart.figures, grid=True), "field": series.field}
    mark: Spec = {"type": "bar", "size": BAR, "color": colour(series.meaning), "cursor": "pointer"}
    figure: Spec = {"type": "text", "align": "left", "dx": 4, "color": colour("ink"), "fontSize": 12}
    text: Spec = {"field": series.field, "type": "quantitative"}
    layers: list[Spec] = [
        {"mark": mark, **_pickable(chart), "encoding": {"y": y, "x": x, "tooltip": _tooltip(chart.along, [series])}},
        {"mark": figure, "encoding": {"y": y, "x": x, "text": text}},
        *(_target(chart.target, "x") if chart.target else []),
    ]
    _show(chart, {"layer": layers, "height": {"step": STEP}}, right=24)


def stacked_bars(chart: Chart) -> None:
    """Horizontal bars made of the series, which are named below."""
    parts = [
        {chart.along.field: row[chart.along.field], "part": each.title, "number": row[each.field], "order": place}
        for row in chart.rows
        for place, each in enumerate(chart.series)
    ]
    narrow = all(len(each.title) <= SHORT for each in chart.series)
    colours: Spec = {
        "field": "part",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [each.title for each in chart.series], "range": [colour(each.meaning) for each in chart.series]},
        "legend": {"orient": "bottom", "columns": 2 if narrow else 1, "labelFontSize": 12, "offset": 4, "columnPadding": 8},
    }
    encoding: Spec = {
        "y": _encoding(chart.along, grid=False),
        "x": {**_encoding(chart.figures, grid=True), "field": "number", "aggregate": "sum"},
        "color": colours,
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": [
            {"field": chart.along.field, "type": "nominal", "title": chart.along.title or " "},
            {"field": "part", "type": "nominal", "title": " "},
            {"field": "number", "type": "quantitative", "title": chart.unit},
        ],
    }
    mark: Spec = {"type": "bar", "size": BAR, "cursor": "pointer"}
    drawn: Spec = {
        "mark": mark,
        **_pickable(chart),
        "height": {"step": STEP},
        "encoding": encoding,
    }
    _show(chart, drawn, right=8, rows=parts)


def _pickable(chart: Chart) -> Spec:
    return {"params": [{"name": "pick", "select": {"type": "point", "fields": [chart.along.field]}}]} if chart.picked else {}


def _tell(chart: Chart) -> None:
    # Nothing is said any more where the chart is being left already: by the second click of somebody quick.
    picked = (st.session_state.get(chart.key) or {}).get("selection", {}).get("pick", [])
    if picked and chart.picked:
        chart.picked(str(picked[0][chart.along.field]))


def _show(chart: Chart, spec: Spec, *, right: int, rows: Sequence[Row] | None = None) -> None:
    # As an Arrow table: a list of dictionaries would travel through a data frame first, at three times the cost.
    data = pa.Table.from_pylist([dict(row) for row in (chart.rows if rows is None else rows)])
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    # Vega would read every bar and axis out in English; `alt` says what the chart shows, "Show data" its figures.
    spec["config"] = {"aria": False}
    spec["padding"] = {"left": 2, "right": right, "top": 10, "bottom": 2}
    listens: Literal["ignore"] | Callable[[], None] = partial(_tell, chart) if chart.picked else "ignore"
    st.vega_lite_chart(data, spec, key=chart.key, width="stretch", on_select=listens, alt=chart.alt)
