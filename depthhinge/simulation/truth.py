"""What is exactly true of a moment and of a rep in a simulated drill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from depthhinge.body.clinical_angles import Angles
from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array

TAP_RELEASE_M = 0.010
"""A touch is over once the seat is this far off the wall again; less is the same touch."""


@dataclass(frozen=True)
class MomentTruth:
    """The room frame; metres, radians, seconds."""

    time_s: float
    pose: Pose
    joints: Array
    """(n_joints, 3) in the order of `body.joints.JOINTS`."""
    angles: Angles
    wall_gap: float
    """Rearmost skin of the seat to the wall, negative = past it."""
    pelvis_back: float
    """How far mid-hip is behind its place at standing, along the facing direction."""
    pelvis_down: float
    pelvis_left: float
    """How far mid-hip is to the person's left of its place at standing."""
    pelvis_turn: float
    """Of the pelvis, to the person's left."""
    com: Array
    """(3,)."""
    cop: Array
    """(3,) centre of pressure on the floor: as a force plate measured it, or with all segments' acceleration and a
    wall's push (`pressure.py`)."""
    cop_foot_fraction: float
    """0 = heel, 1 = toe."""
    left_weight_share: float
    """Of the weight, on the left foot: where the centre of pressure lies between the two ankles."""
    wall_load: float
    """What a real wall carries, in body weights."""
    dowel_gaps: Array
    """(3,) from a rod pressed against the back to the skin at each of `dowel.CONTACTS`."""
    held_rod: Array | None
    """(2, 3) the ends of a real rod's middle line, below the sacrum and above the head; None where none is held."""
    heel_lift: float
    """Height of the heels over where they stood."""
    phase: str
    rep: int | None
    """1, 2, ... from the start of a rep to the end of its lockout."""
    activity: str
    """`standing`, `rep`, or the name of something that is no rep."""


@dataclass(frozen=True)
class TapTruth:
    """One touch of the wall."""

    time_s: float
    """When the gap was exactly zero on the way back."""
    gap: float
    """Metres, in the first frame of the touch; zero or negative."""
    depth: float
    """Metres past the wall at the deepest, positive."""


@dataclass(frozen=True)
class FaultTruth:
    """One fault of a rep."""

    name: str
    """One of `faults.FAULTS`."""
    severity: str
    """`mild`, `clinical` or `heavy`."""
    amounts: Mapping[str, float]
    """What it came to in this rep, in the unit that ends the name."""


@dataclass(frozen=True)
class RepTruth:
    """One rep."""

    number: int
    label: str
    rounded: bool
    start_s: float
    bottom_s: float
    end_s: float
    taps: tuple[TapTruth, ...]
    faults: tuple[FaultTruth, ...] = ()
    onsets_s: Mapping[str, float | None] = field(default_factory=dict)
    """When `hips`, `trunk` and `knees` set off; None: a part that hardly moves."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """Peaks and durations, in the unit that ends the name."""

    @property
    def onset_order(self) -> tuple[str, ...]:
        """The parts that move, the first to set off first."""
        moving = {part: time for part, time in self.onsets_s.items() if time is not None}
        return tuple(sorted(moving, key=lambda part: moving[part]))
