"""What is exactly true of a moment and of a rep in a simulated drill."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.body.clinical_angles import Angles
from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array

GRAVITY = 9.80665
"""m/s^2 (CGPM 1901)."""
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
    com: Array
    """(3,)."""
    cop_foot_fraction: float
    """0 = heel, 1 = toe; with the share of the centre of mass's acceleration."""
    heel_lift: float
    """Height of the heels over where they stood."""
    phase: str
    rep: int | None
    """1, 2, ... from the start of a rep to the end of its lockout."""


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
class RepTruth:
    """One rep."""

    number: int
    label: str
    rounded: bool
    start_s: float
    bottom_s: float
    end_s: float
    taps: tuple[TapTruth, ...]
