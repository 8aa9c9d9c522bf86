"""What to say after a rep: one thing, the most important, not twice running unless it got worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from depthhinge.drills.rep import Fault

_RANK = {"amber": 1, "red": 2}


@dataclass
class Coach:
    """Remembers the last cue."""

    texts: Mapping[str, str]
    _last: Fault | None = None
    _silent: bool = False
    """The last fault was there again and was passed over once."""

    def cue(self, faults: tuple[Fault, ...]) -> str | None:
        """The cue for a rep with these faults, most important first; None to say nothing this time."""
        before, self._last = self._last, faults[0] if faults else None
        if not faults:
            self._silent = False
            return self.texts["corrected" if before is not None else "clean"]
        worst = faults[0]
        same = before is not None and before.name == worst.name
        worse = same and before is not None and _RANK[worst.severity] > _RANK[before.severity]
        if same and not worse and not self._silent:
            self._silent = True
            return None
        self._silent = False
        return self.texts[worst.name]
