"""How far back a person's seat reaches in a hinge without falling, and what it takes: the set of what goes together.

Wall distance, knee bend, shin tilt and the weight's place over the foot cannot be chosen freely. With the shins given,
the knees say how far back the hips go; the trunk must then lean far enough to keep the weight over the feet, and that
leaves one reach. For an average adult 12 in, 15-20 deg knees and vertical shins do not go together: a coach who asks
for them asks for a fall. The person's own shape and mass give the answer here, arms hanging, spine as in standing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.mass import centre_of_mass, segment_centres
from depthhinge.body.model import Body
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX, SEGMENT_INDEX
from depthhinge.geometry import Array, rotation_about
from depthhinge.lengths import in_words
from depthhinge.measures.heels import Heels
from depthhinge.measures.wall_gap import Glutes
from depthhinge.settings import ReachSettings

_HALVINGS = 24
"""Of an angle's range until it is known to a ten-thousandth of a degree."""
_STEEPEST = np.pi / 2.0 + 0.4
"""Radians of trunk lean beyond which more lean brings the weight back again."""
_LEFTWARD = np.array([1.0, 0.0, 0.0])
_FEET = [SEGMENT_INDEX[f"{side}_foot"] for side in SIDES]
_HIPS, _KNEES, _ANKLES, _SHOULDERS = (
    [DOF_INDEX[f"{side}_{angle}"] for side in SIDES]
    for angle in ("hip_flexion", "knee_flexion", "ankle_dorsiflexion", "shoulder_flexion")
)
_TOES = [JOINT_INDEX[f"{side}_toe"] for side in SIDES]


@dataclass(frozen=True)
class Hinge:
    """One posture that balances, radians and metres."""

    knee: float
    shank: float
    """Forward of the vertical."""
    cop_foot_fraction: float
    trunk: float
    """Lean that keeps the weight there."""
    reach_m: float
    """Of the seat behind the heels: the distance of a wall it would just touch."""


@dataclass(frozen=True)
class Reach:
    """What a body can do, by statics."""

    body: Body
    settings: ReachSettings
    _allowances: dict[float, float] = field(default_factory=dict, compare=False, repr=False)
    """By wall distance: a stance is taken anew several times a second, and the search takes two frames' time."""

    def hinge(self, knee: float, shank: float, cop_foot_fraction: float) -> Hinge | None:
        """The balanced hinge with these, radians and a fraction of the foot; None where no trunk lean balances it."""
        low, high = -0.3, _STEEPEST
        if not self._com(knee, shank, low) <= cop_foot_fraction <= self._com(knee, shank, high):
            return None
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            low, high = (middle, high) if self._com(knee, shank, middle) < cop_foot_fraction else (low, middle)
        trunk = (low + high) / 2.0
        return Hinge(knee, shank, cop_foot_fraction, trunk, self._reach(knee, shank, trunk))

    def knee_for(self, distance_m: float, shank: float = 0.0, cop_foot_fraction: float | None = None) -> Hinge | None:
        """The hinge that just touches a wall `distance_m` behind the heels; None where there is none.

        Args:
            distance_m: from the heels.
            shank: radians.
            cop_foot_fraction: of the foot; by default where a hinge's weight is meant to be.
        """
        where = self.settings.cop_foot_fraction if cop_foot_fraction is None else cop_foot_fraction
        low, high = 0.0, float(np.deg2rad(self.settings.greatest_knee_flexion_deg))
        nearest, farthest = self.hinge(low, shank, where), self.hinge(high, shank, where)
        if nearest is not None and nearest.reach_m >= distance_m:
            return nearest
        if farthest is not None and farthest.reach_m < distance_m:
            return None
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            found = self.hinge(middle, shank, where)
            low, high = (middle, high) if found is not None and found.reach_m < distance_m else (low, middle)
        found = self.hinge(low, shank, where)
        if found is None or distance_m - found.reach_m > 1e-3 or found.trunk > self._steepest:
            return None
        return found

    @cached_property
    def farthest(self) -> Hinge:
        """The hinge that reaches farthest within the limits: vertical shins, the weight as far back as it may go."""
        s = self.settings
        knees = np.deg2rad(np.arange(0.0, s.greatest_knee_flexion_deg + 0.25, 0.5))

        def within(knee: float) -> Hinge | None:
            found = self.hinge(knee, 0.0, s.rearmost_cop_foot_fraction)
            return None if found is None or found.trunk > self._steepest else found

        best = within(0.0)
        assert best is not None, "a standing body balances"
        # The more the knees bend, the farther back is the seat, and the more the trunk must lean.
        last, beyond = 0, len(knees)
        while beyond - last > 1:
            middle = (last + beyond) // 2
            found = within(float(knees[middle]))
            last, beyond, best = (last, middle, best) if found is None else (middle, beyond, found)
        return best

    def refusal(self, distance_m: float) -> str | None:
        """Why a wall so far away is out of this person's reach, in a sentence; None where it is not."""
        best = self.farthest
        if distance_m <= best.reach_m:
            return None
        s = self.settings
        limit = (
            f"the knees then bend {np.rad2deg(best.knee):.0f} deg, as far as a hinge allows"
            if np.rad2deg(best.knee) > s.greatest_knee_flexion_deg - 1.0
            else f"the trunk then leans {np.rad2deg(best.trunk):.0f} deg, and further back the weight leaves the foot"
        )
        return (
            f"a wall {in_words(distance_m)} behind the heels is out of reach (stature {self.body.stature:.2f} m): "
            f"with vertical shins and the weight at {s.rearmost_cop_foot_fraction:.0%} of the foot "
            f"the seat gets {in_words(best.reach_m)} far ({limit})"
        )

    def allowance(self, distance_m: float) -> float:
        """Radians of knee flexion that a hinge to this wall needs with vertical shins, and no less than soft knees.

        Past what the person can reach, what they need at their farthest.
        """
        if distance_m not in self._allowances:
            needed = self.knee_for(distance_m) or self.farthest
            soft = float(np.deg2rad(self.settings.soft_knee_flexion_deg))
            self._allowances[distance_m] = max(soft, needed.knee)
        return self._allowances[distance_m]

    def table(self, distances_m: list[float]) -> list[tuple[float, Hinge | None]]:
        """What each distance takes with vertical shins and the weight where it is meant to be."""
        return [(distance, self.knee_for(distance)) for distance in distances_m]

    @property
    def _steepest(self) -> float:
        return float(np.deg2rad(self.settings.greatest_trunk_inclination_deg))

    @cached_property
    def _centres(self) -> Array:
        return segment_centres(self.body)

    @cached_property
    def _seat(self) -> Glutes:
        return Glutes.of(self.body)

    @cached_property
    def _ankle(self) -> Array:
        # At zero angles the soles are flat.
        return np.asarray(self.body.origins[_FEET].mean(axis=0))

    @cached_property
    def _foot(self) -> tuple[float, float]:
        """z of heel and toe, body frame."""
        heel = float(self._ankle[2]) - Heels.of(self.body).behind_ankle
        return heel, float(self.body.joints[_TOES, 2].mean())

    def _pose(self, knee: float, shank: float, trunk: float) -> Pose:
        """Ankles where they stand, shins and knees as given, pelvis and spine tilted by `trunk`, arms hanging."""
        thigh = knee - shank
        angles = np.zeros(len(DEGREES_OF_FREEDOM))
        angles[_HIPS], angles[_KNEES], angles[_ANKLES], angles[_SHOULDERS] = trunk + thigh, knee, shank, trunk
        rotation = rotation_about(_LEFTWARD, trunk)
        ankles = forward(self.body, Pose(rotation, np.zeros(3), angles)).origins[_FEET].mean(axis=0)
        return Pose(rotation, self._ankle - ankles, angles)

    def _com(self, knee: float, shank: float, trunk: float) -> float:
        """Along the foot, 0 = heel."""
        heel, toe = self._foot
        posed = forward(self.body, self._pose(knee, shank, trunk))
        return (float(centre_of_mass(posed, self._centres)[2]) - heel) / (toe - heel)

    def _reach(self, knee: float, shank: float, trunk: float) -> float:
        posed = forward(self.body, self._pose(knee, shank, trunk))
        return self._foot[0] - float(posed.skin(self._seat.members())[:, 2].min())
