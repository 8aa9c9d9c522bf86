"""Standing on both feet: from a posture to a pose with the soles where they are and the weight where it should be.

Pelvis height and fore-aft position are the two unknowns; the knees' mean flexion and the centre of mass over the foot
are the two conditions. This is balance as if time stood still: the movements are slow enough (`drill.py` adds the
acceleration's share to the centre of pressure).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from depthhinge.body.clinical_angles import shank_inclinations
from depthhinge.body.kinematics import Pose, PosedBody, forward
from depthhinge.body.mass import SEGMENT_MASSES
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_LIMITS
from depthhinge.errors import UsageError
from depthhinge.geometry import Array, rotation_about
from depthhinge.simulation.feet import Feet
from depthhinge.simulation.legs import LEG_ANGLES, Legs
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.roots import NoRootError, root

_TOLERANCE = 1e-7
"""Radians and metres."""
_KNEE = LEG_ANGLES.index("knee_flexion")
_FORWARD = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Footing:
    """A person with their feet set, ready to take any posture on them; the person's own frame of `feet.py`."""

    person: SimulatedPerson
    feet: Feet = field(init=False)
    legs: Legs = field(init=False)
    _moments: Array = field(init=False)
    """(n_segments, 3) mass fraction times the centre of mass from the segment's origin, at zero angles."""

    def __post_init__(self) -> None:
        offsets = self.person.segment_centres - self.person.body.origins
        object.__setattr__(self, "_moments", SEGMENT_MASSES[:, None] * offsets)
        object.__setattr__(self, "feet", Feet.of(self.person))
        object.__setattr__(self, "legs", Legs.of(self.person.body))

    def pose(self, posture: Posture) -> Pose:
        """The pose of `posture` that is in balance.

        Raises:
            UsageError: there is none, or it bends a leg beyond its limits.
        """
        target = np.array([posture.knee, self.feet.at(posture.com_fraction)])
        attempt = self._attempts(posture)

        def error(place: Array) -> Array:
            pose, knee = attempt(place)
            return np.asarray(np.array([knee, self._com(forward(self.person.body, pose))]) - target)

        try:
            pose, _ = attempt(root(error, self._first_guess(posture), _TOLERANCE))
        except NoRootError as failure:
            raise UsageError(
                f"no balanced posture has {np.rad2deg(posture.knee):.0f} deg of knee flexion, the pelvis tilted "
                f"{np.rad2deg(posture.pelvis_pitch):.0f} deg and the weight at {posture.com_fraction:.0%} of the foot"
            ) from failure
        self._check(pose)
        return pose

    def with_shank(
        self, posture: Posture, shank: float, *, reach: float | None = None, knee: float | None = None
    ) -> Posture:
        """`posture` with the knee flexion and pelvis tilt that put the shanks at `shank` radians from the vertical.

        One more thing is asked: either that the seat reaches `reach` metres behind the heels, or a `knee` flexion.

        Raises:
            UsageError: no balanced posture does that.
        """

        def error(unknowns: Array) -> Array:
            pose, knees = self._attempts(replace(posture, pelvis_pitch=float(unknowns[2])))(unknowns[:2])
            posed = forward(self.person.body, pose)
            asked = knees - knee if knee is not None else self.glute_reach(posed) - (reach or 0.0)
            return np.array(
                [asked, self._com(posed) - self.feet.at(posture.com_fraction), self.shank_inclination(posed) - shank]
            )

        guess = posture if knee is None else replace(posture, knee=knee)
        try:
            found = root(error, np.append(self._first_guess(guess), posture.pelvis_pitch), _TOLERANCE)
        except NoRootError as failure:
            raise UsageError(f"no balanced posture has its shanks at {np.rad2deg(shank):.0f} deg here") from failure
        pitched = replace(posture, pelvis_pitch=float(found[2]))
        pose, knees = self._attempts(pitched)(found[:2])
        self._check(pose)
        return replace(pitched, knee=knees)

    def posed(self, posture: Posture) -> PosedBody:
        """The body in the balanced pose of `posture`."""
        return forward(self.person.body, self.pose(posture))

    def glute_reach(self, posed: PosedBody) -> float:
        """Metres by which the seat's skin reaches behind the heels; negative while it is in front of them."""
        return float(-posed.skin(self.person.glutes)[:, 2].min())

    def shank_inclination(self, posed: PosedBody) -> float:
        """Radians forward of the vertical, the mean of both sides."""
        return float(shank_inclinations(posed.joints(), _FORWARD).mean())

    def _attempts(self, posture: Posture) -> Callable[[Array], tuple[Pose, float]]:
        """A function from the pelvis' height and fore-aft position (2,) to the pose and the mean knee flexion."""
        rotation = (
            rotation_about([0.0, 1.0, 0.0], posture.yaw)
            @ rotation_about([1.0, 0.0, 0.0], posture.pelvis_pitch)
            @ rotation_about([0.0, 0.0, 1.0], posture.roll)
        )
        feet, ankles = self.feet.with_heels_up(posture.heel_lift)
        fixed = posture.angles()

        def attempt(place: Array) -> tuple[Pose, float]:
            position = np.array([posture.sideways, place[0], place[1]])
            solved = self.legs.angles(rotation, position, feet, ankles)
            angles = fixed.copy()
            angles[self.legs.columns] = solved
            return Pose(rotation, position, angles), float(solved[0, _KNEE] + solved[1, _KNEE]) / 2.0

        return attempt

    def _com(self, posed: PosedBody) -> float:
        """The z of `body.mass.centre_of_mass`, which is all that balance asks for, ten times as fast."""
        return float((posed.rotations[:, 2] * self._moments).sum() + SEGMENT_MASSES @ posed.origins[:, 2])

    def _first_guess(self, posture: Posture) -> Array:
        # Shanks vertical.
        _, ankles = self.feet.with_heels_up(posture.heel_lift)
        thigh, shank = float(self.legs.thighs.mean()), float(self.legs.shanks.mean())
        straight = np.array([shank + thigh * np.cos(posture.knee), -thigh * np.sin(posture.knee)])
        return np.asarray(ankles[:, 1:].mean(axis=0) + straight)

    def _check(self, pose: Pose) -> None:
        for column in self.legs.columns.ravel():
            low, high = DOF_LIMITS[column]
            if not low <= pose.angles[column] <= high:
                raise UsageError(
                    f"this person cannot stand so: {DEGREES_OF_FREEDOM[column].name.replace('_', ' ')} would be "
                    f"{np.rad2deg(pose.angles[column]):.0f} deg ({np.rad2deg(low):.0f} to {np.rad2deg(high):.0f} "
                    "is possible)"
                )
