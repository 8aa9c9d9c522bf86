"""What to say after a rep: one thing, the most important first, and not on every rep.

The same cue is never said two reps running, unless the fault got worse: whoever has just heard it is still trying. Not
every clean rep is praised either. What is gone is acknowledged, once, and before anything lesser is asked for; but
"that's it" after a rep that is wrong in another way would praise that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from depthhinge.drills.rep import Fault

_RANK = {"amber": 1, "red": 2}
NO_HINGE = frozenset({"squat", "toe_shifted", "rounded", "arched"})
"""The movement itself is wrong: such a rep is not praised, and whoever does these to get to the wall is not sent
further back, however much is missing."""
PRAISE_EVERY = 3
"""Clean reps running from one praise to the next."""


@dataclass
class Coach:
    """Remembers what was said."""

    texts: Mapping[str, str]
    _asked: Fault | None = None
    """The fault last asked to be corrected, until it was."""
    _waited: bool = False
    """Said nothing after the last rep, so that the person could try."""
    _clean: int = 0
    """Clean reps running."""

    _spoke_at_once: bool = False
    """Something was said while the rep was under way: at its end there is nothing more."""
    _last_at_once: str | None = None

    def at_once(self, name: str) -> str | None:
        """What cannot wait for the rep's end; None where it was said in the rep before."""
        if name == self._last_at_once:
            return None
        self._spoke_at_once, self._last_at_once = True, name
        return self.texts[name]

    def cue(self, faults: tuple[Fault, ...]) -> str | None:
        """The cue for a rep with these faults, most important first; None to say nothing this time."""
        if self._spoke_at_once:
            self._spoke_at_once = False
            return None
        self._last_at_once = None
        asked = self._asked
        still = None if asked is None else next((fault for fault in faults if fault.name == asked.name), None)
        if asked is not None and still is None and not _matters_more(faults, asked):
            self._asked, self._waited, self._clean = None, False, 0
            return self.texts["corrected"]
        if not faults:
            self._clean += 1
            return self.texts["clean"] if self._clean % PRAISE_EVERY == 1 else None
        self._clean = 0
        worst = _most_important(faults)
        again = asked is not None and worst.name == asked.name
        worse = again and asked is not None and _RANK[worst.severity] > _RANK[asked.severity]
        if again and not worse and not self._waited:
            self._waited = True
            return None
        self._asked, self._waited = worst, False
        return self.texts[worst.name]


def _most_important(faults: tuple[Fault, ...]) -> Fault:
    """Red before amber, then in the order of importance they come in."""
    return max(_worth_saying(faults), key=lambda fault: _RANK[fault.severity])


def _worth_saying(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Those that a cue could mend: falling short is what comes of some others."""
    if NO_HINGE.isdisjoint(fault.name for fault in faults):
        return faults
    return tuple(fault for fault in faults if fault.name != "short_of_wall")


def _matters_more(faults: tuple[Fault, ...], asked: Fault) -> bool:
    """Whether there is something to say that matters more than that the last fault is gone."""
    return any(
        fault.name in NO_HINGE or _RANK[fault.severity] > _RANK[asked.severity] for fault in _worth_saying(faults)
    )
