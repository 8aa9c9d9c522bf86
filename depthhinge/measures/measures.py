"""Everything measured on one frame, in SI units; what could not be measured is None."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.geometry import Array


@dataclass(frozen=True)
class Measures:
    """Angles in radians (0 = upright standing, flexion and forward lean positive), lengths in metres.

    `lumbar_flexion`, `thoracic_flexion` and `neck_flexion` are changes from the person's own standing posture.
    Pelvis travel is measured from that posture too: `pelvis_back` against the facing direction, `pelvis_down` along
    gravity.
    """

    hip_flexion_left: float | None = None
    hip_flexion_right: float | None = None
    knee_flexion_left: float | None = None
    knee_flexion_right: float | None = None
    ankle_dorsiflexion_left: float | None = None
    ankle_dorsiflexion_right: float | None = None
    shank_inclination_left: float | None = None
    shank_inclination_right: float | None = None
    trunk_inclination: float | None = None
    trunk_from_standing: float | None = None
    """Trunk inclination beyond that of the person's own standing; negative = leaning back past it."""
    lumbar_flexion: float | None = None
    thoracic_flexion: float | None = None
    neck_flexion: float | None = None
    pelvis_back: float | None = None
    pelvis_down: float | None = None
    knee_forward: float | None = None
    wall_gap: float | None = None
    """Glute surface to wall, negative = past it."""
    dowel_gap_head: float | None = None
    dowel_gap_upper_back: float | None = None
    dowel_gap_sacrum: float | None = None
    com: Array | None = None
    """(3,) centre of mass, room frame."""
    cop_foot_fraction: float | None = None
    """Centre of pressure along the foot, 0 = heel, 1 = toe."""
    heel_lift: float | None = None
