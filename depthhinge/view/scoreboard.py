"""What the view remembers from moment to moment: counts, the last verdict, the cue, when the wall was last touched."""

from __future__ import annotations

from dataclasses import dataclass, replace

from depthhinge.drills.moment import Moment, Phase
from depthhinge.drills.rep import Label, Rep

CUE_SHOWN_S = 6.0
"""A cue stays up long enough to be read after standing up again from the rep."""

GLOW_FADES_S = 1.2
"""After the touch the wall dims over about the time of coming back up."""


@dataclass(frozen=True)
class Scoreboard:
    """The state of the picture that one frame alone does not tell; times are the frames' own, in seconds."""

    time_s: float = 0.0
    phase: Phase = Phase.ABSENT
    reps: int = 0
    """Reps finished."""
    clean_hinges: int = 0
    """Of those, hinges without a fault."""
    touching: bool = False
    touched_s: float | None = None
    """When the wall was last in touch."""
    touch_began_s: float | None = None
    gap_m: float | None = None
    last_rep: Rep | None = None
    cue: str | None = None
    cue_since_s: float = 0.0

    def after(self, moment: Moment) -> Scoreboard:
        """The scoreboard once a moment has been seen."""
        touch = moment.touching or moment.tap is not None
        began = moment.time_s if touch and not self.touching else self.touch_began_s
        board = replace(
            self,
            time_s=moment.time_s,
            phase=moment.phase,
            touching=touch,
            touched_s=moment.time_s if touch else self.touched_s,
            touch_began_s=began,
            gap_m=moment.measures.wall_gap,
        )
        if moment.finished is not None:
            clean = is_clean(moment.finished)
            board = replace(board, reps=self.reps + 1, clean_hinges=self.clean_hinges + clean, last_rep=moment.finished)
        if moment.cue:
            return replace(board, cue=moment.cue, cue_since_s=moment.time_s)
        if board.cue and moment.time_s - board.cue_since_s > CUE_SHOWN_S:
            return replace(board, cue=None)
        return board

    @property
    def glow(self) -> float:
        """How brightly the wall is lit: 1 while touched, then softly down to 0."""
        if self.touching:
            return 1.0
        if self.touched_s is None:
            return 0.0
        left = 1.0 - (self.time_s - self.touched_s) / GLOW_FADES_S
        return min(max(left, 0.0), 1.0) ** 2

    @property
    def touch_age_s(self) -> float:
        """Seconds since the last touch began; infinite before the first."""
        return float("inf") if self.touch_began_s is None else self.time_s - self.touch_began_s


def is_clean(rep: Rep) -> bool:
    """Whether a rep was a hinge with nothing to correct."""
    return rep.verdict.label is Label.HINGE and not rep.faults and not rep.verdict.rounded
