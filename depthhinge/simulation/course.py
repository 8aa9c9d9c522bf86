"""The way of one rep: from standing to its bottom, and back to standing, each part of the body in its own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from depthhinge.simulation.posture import Posture
from depthhinge.simulation.tempo import RepTiming, hump, minimum_jerk

HIPS, TRUNK, KNEES = "hips", "trunk", "knees"
_PART_OF = {
    "knee": KNEES,
    "heel_lift": KNEES,
    "pelvis_pitch": TRUNK,
    "lumbar": TRUNK,
    "thoracic": TRUNK,
    "neck": TRUNK,
}
"""Which part of the body a number of `Posture` belongs to; all others go with the hips, which balance moves back."""
_FIELDS = tuple(item.name for item in fields(Posture))
_PARTS = tuple(_PART_OF.get(name, HIPS) for name in _FIELDS)


@dataclass(frozen=True)
class Ahead:
    """Something that goes ahead early in the descent and comes back: 0 at both ends, `amount` between."""

    field: str
    """Of `Posture`."""
    amount: float
    until: float
    """Share of the descent by which it is over."""


@dataclass(frozen=True)
class Lockout:
    """Past upright at the end of a rep: there, held, and back."""

    posture: Posture
    before_end: float
    """Seconds before the rep's end that it sets in."""
    rise: float
    """Seconds to reach it, and to come back from it."""
    held: float

    @property
    def after_end(self) -> float:
        """Seconds after the rep's end until the person stands normally again."""
        return 2.0 * self.rise + self.held - self.before_end


@dataclass(frozen=True)
class Rest:
    """Leaning on a real wall at the bottom."""

    posture: Posture
    load: float
    """What the wall carries, in body weights."""
    sinking: float
    """Seconds from the touch to the full load, and back."""


@dataclass(frozen=True)
class Course:
    """Where a rep's posture is at any time between its start and the end of its lockout."""

    standing: Posture
    bottom: Posture
    after: Posture
    """Standing once more, never quite as before."""
    timing: RepTiming
    delays: Mapping[str, float]
    """For each part of the body, the share of the descent by which it sets off after the first."""
    ahead: tuple[Ahead, ...] = ()
    lockout: Lockout | None = None
    rest: Rest | None = None

    def at(self, time: float) -> Posture:
        """The posture at a time in seconds."""
        t = self.timing
        rising = time > t.start + t.descent + t.pause
        upright = self.after if rising else self.standing
        shares = {part: t.share(time, self.delays[part]) for part in (HIPS, TRUNK, KNEES)}
        ends = zip(_FIELDS, _PARTS, strict=True)
        posture = Posture(
            *((1.0 - shares[p]) * getattr(upright, name) + shares[p] * getattr(self.bottom, name) for name, p in ends)
        )
        for lead in self.ahead:
            more = lead.amount * hump((time - t.start) / (lead.until * t.descent))
            posture = replace(posture, **{lead.field: getattr(posture, lead.field) + more})
        if self.rest is not None and (leaning := self.leaning(time)) > 0.0:
            posture = posture.blend(self.rest.posture, leaning)
        if self.lockout is not None:
            since = time - (t.end - self.lockout.before_end)
            past = _there_and_back(since, self.lockout.rise, self.lockout.held)
            if past > 0.0:
                posture = posture.blend(self.lockout.posture, past)
        return posture

    def leaning(self, time: float) -> float:
        """How much of the full rest on the wall there is, 0 to 1."""
        if self.rest is None:
            return 0.0
        sinking = self.rest.sinking
        arrived = self.timing.start + self.timing.descent
        return _there_and_back(time - arrived, sinking, self.timing.pause - 2.0 * sinking)

    def wall_load(self, time: float) -> float:
        """What the wall carries, in body weights."""
        return 0.0 if self.rest is None else self.rest.load * self.leaning(time)


def _there_and_back(since: float, rise: float, held: float) -> float:
    if since <= rise + held:
        return minimum_jerk(since / rise)
    return 1.0 - minimum_jerk((since - rise - held) / rise)
