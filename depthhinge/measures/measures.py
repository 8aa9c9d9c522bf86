"""Everything measured on one frame, in SI units; what could not be measured is None."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.geometry import Array


@dataclass(frozen=True)
class Measures:
    """Angles in radians (0 = upright standing, flexion and forward lean positive), lengths in metres.

    `lumbar_flexion`, `thoracic_flexion` and `neck_flexion` are changes from the person's own standing posture.
    Travel is measured from that posture too: `pelvis_back` against the facing direction, `pelvis_down` along gravity,
    `pelvis_shift` to the person's left. How exact each is stands beside it: one standard deviation of the fit's error
    in simulation, side-on, where it is known.
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
    trunk_minus_shank: float | None = None
    """Hip- (positive) or knee-dominance: Barrack 2021, Int J Sports Sci Coach; +-3 deg."""
    pelvis_tilt: float | None = None
    """Forward tilt of the pelvis beyond that of own standing; +-3 deg."""
    pelvis_turn: float | None = None
    """Of the pelvis to the person's left, from the way they faced standing; None side-on, where the far half is hidden
    and the turn an estimate that errs by 5 deg."""
    shoulder_turn: float | None = None
    """To the person's left; side-on the farther shoulder is the fit's estimate."""
    pelvis_back: float | None = None
    """+-5 mm."""
    pelvis_down: float | None = None
    """+-5 mm."""
    pelvis_shift: float | None = None
    """Side-on +-15 mm: what the facing direction errs by makes some of the way back a way to one side."""
    weight_left: float | None = None
    """Centre of mass to the person's left of the middle between the feet; its change from standing +-5 mm."""
    knee_forward: float | None = None
    """Mean of both."""
    feet_back: float | None = None
    """Mean of the ankles that are seen; None where none is."""
    foot_lifted: float | None = None
    """Of one foot more than the other; None where not both are seen."""
    knee_difference: float | None = None
    """Left knee's flexion less the right's; None where one of them is hidden."""
    stance_width: float | None = None
    """Between the ankles, across the facing direction; natural is 165 +- 38 mm (iospress bme1085)."""
    wall_gap: float | None = None
    """Glute surface to wall, negative = past it; +-5 mm."""
    wall_gap_speed: float | None = None
    """How fast the gap changes, m/s: negative = toward the wall."""
    dowel_gap_head: float | None = None
    dowel_gap_upper_back: float | None = None
    dowel_gap_sacrum: float | None = None
    com: Array | None = None
    """(3,) centre of mass, room frame."""
    cop_foot_fraction: float | None = None
    """Centre of pressure along the foot, 0 = heel, 1 = toe, as if time stood still (`measures/balance.py`)."""
    part_places: Array | None = None
    """(n_parts, 2) of `body.mass.MASS_PARTS`: along the foot as the centre of pressure, and metres over the floor."""
    heel_lift: float | None = None
    """Mean of both heels, from where they stood."""
    reach_down: float | None = None
    """How far an arm whose hand is below the knees leads forward of the vertical; None where no hand is as low."""
    standard_errors: Array | None = None
    """(n_angles,) radians, of the angles that `measures/uncertainty.py` names, in its order."""
    frame_variances: Array | None = None
    """(n_angles,) square radians: the part of their squares that this frame's view adds to what all frames share."""
