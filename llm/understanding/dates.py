"""When: from the phrases on dates, nights and weekends to days and windows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from llm.understanding import spans
from llm.understanding.calendar import When, shifted
from llm.understanding.lexicon import Lexicon
from llm.understanding.rules import Found
from llm.understanding.windows import friday_said, window_of
from travel.dates import Window

WEEKEND_NIGHTS, LONG_WEEKEND_NIGHTS = 2, 3
_SOON_BEFORE = 10  # days: "meetings on the 17th and 18th of May. Fly me in on the 16th"


@dataclass(slots=True)
class Dates:
    """What has been said of when. Exact days win over windows."""

    start: date | None = None
    end: date | None = None
    window: Window | None = None
    nights: int | None = None
    spans: list[int] = field(default_factory=list[int])  # days, of stretches that follow on
    nights_added: int = 0
    added_at: Any = None  # the place mention of "another night in Porto"
    start_shift: int = 0
    end_shift: int = 0
    forget: bool = False
    keep_end: bool = False
    weekend: bool = False  # its days are left open
    words: dict[str, Found] = field(default_factory=dict[str, Found])


def read(
    found: Sequence[Found], today: date, anchor: date | None, lexicon: Lexicon, *, has_plan: bool
) -> Dates:
    """The phrases in the order of the text; `anchor` is the start known from earlier turns."""
    reader = _Reader(today, anchor, lexicon, has_plan=has_plan)
    for each in found:
        if act := reader.acts.get(each.rule.name):
            act(each)
    return reader.result()


# The rules that each method of the reader acts on.
_SPANS = ("span_days", "span_numeric", "span", "span_weekdays")
_WINDOWS = (
    "between", "around", "over", "not_before", "not_after", "month", "months", "part",
    "part_month", "week_of", "stretches", "season", "period",
)  # fmt: skip
_SHIFTS = (
    "shift_days", "shift_later", "shift_earlier", "shift_weeks_later", "shift_weeks_earlier",
    "shift_start", "shift_end",
)  # fmt: skip
_HOME = ("return_from", "return_to", "wish.return_after", "wish.return_before")


class _Reader:
    def __init__(
        self, today: date, anchor: date | None, lexicon: Lexicon, *, has_plan: bool
    ) -> None:
        self.today, self.anchor, self.lexicon = today, anchor, lexicon
        self.has_plan = has_plan
        self.dates = Dates()
        self._bare: list[Found] = []
        self._days_said: int | None = None
        self._span_said = False
        self._corrected = False  # "no wait": the next day replaces the last one
        self._last = ""
        self._day_only: Found | None = None
        self._weekend_nights: int | None = None
        self.acts: Mapping[str, Callable[[Found], None]] = {
            **dict.fromkeys(_SPANS, self._span),
            "start": self._start,
            "move": self._start,
            "end": self._end,
            "at": self._at,
            **dict.fromkeys(_WINDOWS, self._window),
            "weekend": self._weekend,
            "nights": self._nights,
            "days": self._days,
            "weeks": self._weeks,
            "add_nights": self._add_nights,
            "cut_nights": self._cut_nights,
            **dict.fromkeys(_SHIFTS, self._shift),
            "forget": self._forget,
            "keep_end": self._keep_end,
            "correct": self._correct,
            "origin": self._start_said,
            "dest": self._start_said,
            "out_of": self._out_of,
            "same_day": self._same_day,
            **dict.fromkeys(_HOME, self._end_said),
        }

    # Exact days -----------------------------------------------------------------------------

    def _span(self, found: Found) -> None:
        self._set_span(*spans.said(found, self.today, self._from(), self._begins), found)

    def _begins(self, when: When) -> date | None:
        """The start so named; after a stretch of days also one that begins a little before it."""
        start, known = when.on(self.today if when.whole else self._from()), self.dates.start
        if when.day is not None and not when.whole and self._span_said and known:
            near = when.on(max(self.today, shifted(known, -_SOON_BEFORE)))
            return near if near and near < known else start
        return start

    def _set_span(self, start: date | None, end: date | None, found: Found) -> None:
        if start is None or end is None:
            return
        self._span_said = True
        self.dates.words |= {"start": found, "end": found}
        if self.dates.spans and start == self.dates.end:  # "Rome 1-4 June, Naples 4-8 June"
            self.dates.spans.append((end - start).days)
            self.dates.end = end
            return
        self.dates.start, self.dates.end = start, end
        self.dates.spans = [(end - start).days]

    def _start(self, found: Found) -> None:
        when: When = found.captured["date"]
        start = self._begins(when)
        known = self.dates.start if self._last == "start" and not self._corrected else None
        if start and known and start > known and "end" not in self.dates.words:
            self._end(found)  # "arriving 3 May and leaving 6 May"
        elif start:
            self.dates.start = start
            self.dates.words["start"] = found
            self._last = "start"

    def _end(self, found: Found) -> None:
        self.dates.words["end"] = found
        self._last = "end"

    def _correct(self, found: Found) -> None:
        self._corrected = bool(found)

    def _same_day(self, found: Found) -> None:
        self._day_only = found

    def _out_of(self, found: Found) -> None:
        if "date" in found.captured:
            self._at(found)

    def _start_said(self, found: Found) -> None:
        if "date" in found.captured:
            self._start(found)

    def _end_said(self, found: Found) -> None:
        if "date" in found.captured:
            self._end(found)

    def _at(self, found: Found) -> None:
        if not (self._corrected and self._last):
            self._bare.append(found)
        elif self._last == "end":
            self._end(found)
        else:
            if self.dates.start is not None:
                self.anchor, self.dates.start = self.dates.start, None
            self._start(found)
        self._corrected = False

    def _from(self) -> date:
        """What a bare "the 12th" is counted from."""
        if self.dates.start is not None:
            return self.dates.start
        if self.anchor is not None:
            return max(self.today, self.anchor.replace(day=1))
        if self.dates.window is not None:
            return self.dates.window.earliest
        return self.today

    # Windows --------------------------------------------------------------------------------

    def _window(self, found: Found) -> None:
        window = window_of(found, self.today, self._from(), self.lexicon)
        if window is not None:
            self.dates.window = window
            self.dates.words["window"] = found

    def _weekend(self, found: Found) -> None:
        got, kind = found.captured, found.rule.value
        nights = LONG_WEEKEND_NIGHTS if "long" in got else WEEKEND_NIGHTS
        self._weekend_nights = max(nights, self._weekend_nights or 0)
        friday = friday_said(kind, got, self.today)
        if friday is not None:
            self.dates.start = friday
            self.dates.words["start"] = found
        else:
            self.dates.words.setdefault("nights", found)

    # Lengths --------------------------------------------------------------------------------

    def _number(self, found: Found) -> int:
        return int(found.rule.value) if found.rule.value else int(found.captured["n"])

    def _nights(self, found: Found) -> None:
        self.dates.nights = self._number(found)
        self.dates.words["nights"] = found

    def _days(self, found: Found) -> None:
        self._days_said = self._number(found)
        self.dates.words.setdefault("nights", found)

    def _weeks(self, found: Found) -> None:
        self.dates.nights = 7 * self._number(found)
        self.dates.words["nights"] = found

    def _add_nights(self, found: Found) -> None:
        if self.anchor is None and not self.has_plan:
            self.dates.nights = (self.dates.nights or 0) + self._number(found)
            return
        self.dates.nights_added += self._number(found)
        self.dates.added_at = found.captured.get("place")
        self.dates.words["nights"] = found

    def _cut_nights(self, found: Found) -> None:
        self.dates.nights_added -= self._number(found)
        self.dates.added_at = found.captured.get("place")
        self.dates.words["nights"] = found

    def _shift(self, found: Found) -> None:
        days = self._number(found) * (7 if "weeks" in found.rule.name else 1)
        days = -days if found.rule.name.endswith("earlier") else days
        if found.rule.name == "shift_end":
            self.dates.end_shift = days
        else:
            self.dates.start_shift = days
            self.dates.end_shift = days if found.rule.name != "shift_start" else 0
        self.dates.words.setdefault("start", found)

    def _keep_end(self, found: Found) -> None:
        self.dates.keep_end = bool(found)

    def _forget(self, found: Found) -> None:
        self.dates.forget = self.dates.forget or found.rule.value == "dates"

    # Together -------------------------------------------------------------------------------

    def result(self) -> Dates:
        dates = self.dates
        ends = dates.words.get("end")
        if not self._span_said:
            self._place_bare(ends is not None)
            if ends is not None:
                self._place_end(ends.captured["date"])
        if self._day_only is not None and dates.start and not dates.end:
            dates.end = dates.start
            dates.words["end"] = self._day_only
        if dates.start and not dates.end and dates.end_shift > 0 and not self._shifts_known():
            dates.end = shifted(dates.start, dates.end_shift)  # "returning a week later"
            dates.start_shift = dates.end_shift = 0
        if self._days_said is not None and dates.nights is None and not dates.end:
            dates.nights = self._days_said
        if self._weekend_nights and dates.nights is None and not dates.end:
            dates.nights, dates.weekend = self._weekend_nights, True
        length = (dates.end - dates.start).days if dates.start and dates.end else 0
        if self._span_said and dates.nights is not None and 0 <= dates.nights < length:
            assert dates.start is not None
            assert dates.end is not None
            dates.window = Window(earliest=dates.start, latest=dates.end)
            dates.start = dates.end = None
        if dates.start or dates.end:
            dates.window = None
        return dates

    def _shifts_known(self) -> bool:
        """Whether the shift was said of known dates: nothing else gave a start."""
        return "start" not in self.dates.words or (
            self.dates.words["start"].rule.name.startswith("shift")
        )

    def _place_bare(self, has_end: bool) -> None:
        """Days without a word on what they are: the first is the start, the next the end."""
        for found in sorted(self._bare, key=lambda each: bool(each.captured["date"].days_ahead)):
            when: When = found.captured["date"]
            if when.days_ahead and (self.dates.start or self.dates.window):
                self._days_said = self._days_said or when.days_ahead
            elif self.dates.start is None:
                self._start(found)
            elif not has_end and "end" not in self.dates.words:
                self.dates.words["end"] = found
                self._place_end(when)

    def _place_end(self, when: When) -> None:
        start = self.dates.start or self.anchor
        self.dates.end = spans.end_after(when, start) if start else when.on(self.today)
