"""Standing on both feet: from a posture to a pose with the soles where they are and the weight where it should be.

The pelvis' place is the unknown; the knees' mean flexion and where the centre of mass stands over the feet, fore-aft
and sideways, are the conditions. This is balance as if time stood still; what acceleration adds to the centre of
pressure is reckoned in `pressure.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.clinical_angles import shank_inclinations
from depthhinge.body.kinematics import Pose, PosedBody, forward, place_segments
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_LIMITS
from depthhinge.errors import UsageError
from depthhinge.geometry import UP, Array, rotation_about
from depthhinge.simulation.feet import Feet
from depthhinge.simulation.legs import LEG_ANGLES, Legs, leg_angles
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.pressure import WallPush
from depthhinge.simulation.roots import NoRootError, root

_TOLERANCE = 1e-7
"""Radians and metres."""
_DIFFERENCE = 1e-6
_LONGEST_STEP = 0.15
"""Metres: a slope is not trusted further."""
_MAX_STEPS = 40
_MAX_HALVINGS = 12
_KNEE_PER_METRE = 20.0
"""Radians the knee would go on bending the other way past straight: its slope a hand's breadth before."""
_GUESSES_LOWER_M = (0.0, 0.05, 0.15)
"""Where the search begins, below shanks upright: between legs nearly straight it may stick at straight's kink."""
_KNEE = LEG_ANGLES.index("knee_flexion")
_FORWARD = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Footing:
    """A person with their feet set, ready to take any posture on them; the person's own frame of `feet.py`."""

    person: SimulatedPerson
    grip: Array | None = field(default=None, compare=False)
    """(2, 4) of `Posture.each_arm`, where the hands hold a rod."""
    feet: Feet = field(init=False)
    legs: Legs = field(init=False)
    _fractions: Array = field(init=False)
    """(n_segments,) of body mass."""
    _moments: Array = field(init=False)
    """(n_segments, 3) mass fraction times the centre of mass from the segment's origin, at zero angles."""

    def __post_init__(self) -> None:
        flesh = self.person.flesh
        object.__setattr__(self, "_fractions", flesh.fractions)
        object.__setattr__(self, "_moments", flesh.fractions[:, None] * (flesh.centres - self.person.body.origins))
        object.__setattr__(self, "feet", Feet.of(self.person))
        object.__setattr__(self, "legs", Legs.of(self.person.body))

    def pose(self, posture: Posture) -> Pose:
        """The pose of `posture` that is in balance.

        Raises:
            UsageError: there is none, or it bends a leg beyond its limits.
        """
        feet, ankles = self.feet.with_heels_up(posture.heel_lift)
        return self.pose_on(posture, 0.0, feet, ankles, (posture.sideways, self.feet.at(posture.com_fraction)))

    def pose_on(
        self, posture: Posture, heading: float, feet: Array, ankles: Array, weight: tuple[float, float]
    ) -> Pose:
        """The pose of `posture` on feet that stand anywhere.

        Args:
            posture: of all but the legs; where it puts the weight is not looked at.
            heading: the pelvis faces, radians from the person's own.
            feet: (2, 3, 3) rotation of each foot.
            ankles: (2, 3) where each foot's ankle is.
            weight: x and z of the centre of mass.

        Raises:
            UsageError: there is none, or it bends a leg beyond its limits.
        """
        rotation = np.asarray(rotation_about(UP, heading) @ _pelvis(posture))
        angles = posture.angles(self.person.curves)
        guess = self._first_guess(posture, heading, ankles)
        target = np.array([weight[0], posture.knee, weight[1]])
        settled = False
        for lower in _GUESSES_LOWER_M:
            place = guess - [0.0, lower, 0.0]
            settled = _settle(
                rotation,
                place,
                target,
                angles,
                feet,
                ankles,
                self.legs.hips,
                self.legs.thighs,
                self.legs.shanks,
                self.legs.columns,
                self.person.body.origins,
                self._fractions,
                self._moments,
            )
            if settled:
                break
        if not settled:
            raise UsageError(
                f"no balanced posture has {np.rad2deg(posture.knee):.0f} deg of knee flexion, the pelvis tilted "
                f"{np.rad2deg(posture.pelvis_pitch):.0f} deg and the weight at {posture.com_fraction:.0%} of the foot"
            )
        pose = Pose(rotation, place, angles)
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
            pose, knees = self._attempts(replace(posture, pelvis_pitch=float(unknowns[3])))(unknowns[:3])
            posed = forward(self.person.body, pose)
            asked = knees - knee if knee is not None else self.glute_reach(posed) - (reach or 0.0)
            com = self._com(posed)
            return np.array(
                [
                    com[0] - posture.sideways,
                    asked,
                    com[2] - self.feet.at(posture.com_fraction),
                    self.shank_inclination(posed) - shank,
                ]
            )

        guess = posture if knee is None else replace(posture, knee=knee)
        start = self._first_guess(guess, 0.0, self.feet.with_heels_up(posture.heel_lift)[1])
        try:
            found = root(error, np.append(start, posture.pelvis_pitch), _TOLERANCE)
        except NoRootError as failure:
            raise UsageError(f"no balanced posture has its shanks at {np.rad2deg(shank):.0f} deg here") from failure
        pitched = replace(posture, pelvis_pitch=float(found[3]))
        pose, knees = self._attempts(pitched)(found[:3])
        self._check(pose)
        return replace(pitched, knee=knees)

    def posed(self, posture: Posture) -> PosedBody:
        """The body in the balanced pose of `posture`."""
        return forward(self.person.body, self.pose(posture))

    def glute_reach(self, posed: PosedBody) -> float:
        """Metres by which the seat's skin reaches behind the heels; negative while it is in front of them."""
        return float(-posed.skin(self.person.glutes)[:, 2].min())

    def wall_push(self, posed: PosedBody, load: float, facing: Array = _FORWARD) -> WallPush | None:
        """The push of a wall that the seat leans on with `load` body weights; None where it carries nothing."""
        if load == 0.0:
            return None
        seat = posed.skin(self.person.glutes)
        return WallPush(load, float(seat[np.argmin(seat @ facing), 1]), facing)

    def shank_inclination(self, posed: PosedBody) -> float:
        """Radians forward of the vertical, the mean of both sides."""
        return float(shank_inclinations(posed.joints(), _FORWARD).mean())

    def _attempts(self, posture: Posture) -> Callable[[Array], tuple[Pose, float]]:
        """A function from the pelvis' position (3,) to the pose and the mean knee flexion."""
        rotation = _pelvis(posture)
        feet, ankles = self.feet.with_heels_up(posture.heel_lift)
        fixed = posture.angles(self.person.curves)

        def attempt(place: Array) -> tuple[Pose, float]:
            solved = self.legs.angles(rotation, place, feet, ankles)
            angles = fixed.copy()
            angles[self.legs.columns] = solved
            return Pose(rotation, place.copy(), angles), float(solved[0, _KNEE] + solved[1, _KNEE]) / 2.0

        return attempt

    def _com(self, posed: PosedBody) -> Array:
        """`Flesh.centre_of_mass` (3,), ten times as fast."""
        return np.asarray(np.einsum("sij,sj->i", posed.rotations, self._moments) + self._fractions @ posed.origins)

    def _first_guess(self, posture: Posture, heading: float, ankles: Array) -> Array:
        # Shanks vertical.
        thigh, shank = float(self.legs.thighs.mean()), float(self.legs.shanks.mean())
        back = thigh * np.sin(posture.knee)
        up = shank + thigh * np.cos(posture.knee)
        return np.asarray(ankles.mean(axis=0) + np.array([-back * np.sin(heading), up, -back * np.cos(heading)]))

    def _check(self, pose: Pose) -> None:
        for column in self.legs.columns.ravel():
            low, high = DOF_LIMITS[column]
            if not low <= pose.angles[column] <= high:
                raise UsageError(
                    f"this person cannot stand so: {DEGREES_OF_FREEDOM[column].name.replace('_', ' ')} would be "
                    f"{np.rad2deg(pose.angles[column]):.0f} deg ({np.rad2deg(low):.0f} to {np.rad2deg(high):.0f} "
                    "is possible)"
                )


def _pelvis(posture: Posture) -> Array:
    return np.asarray(
        rotation_about(UP, posture.yaw)
        @ rotation_about([1.0, 0.0, 0.0], posture.pelvis_pitch)
        @ rotation_about([0.0, 0.0, 1.0], posture.roll)
    )


@numba.njit(cache=True)
def _settle(
    rotation: Array,
    place: Array,
    target: Array,
    angles: Array,
    feet: Array,
    ankles: Array,
    hips: Array,
    thighs: Array,
    shanks: Array,
    columns: NDArray[np.int64],
    rest_origins: Array,
    fractions: Array,
    moments: Array,
) -> bool:
    """Move the pelvis' `place` (3,) and fill the legs in `angles` until all is on target; whether it is.

    `target` (3,) is the centre of mass's x, the knees' mean flexion, the centre of mass's z. Newton's method with
    differences, the step halved while it makes matters worse.
    """
    n_segments = len(rest_origins)
    rotations, origins = np.empty((n_segments, 3, 3)), np.empty((n_segments, 3))
    axes = np.empty((len(angles), 3))
    tried = np.empty(3)
    slopes = np.empty((3, 3))
    error, moved = np.empty(3), np.empty(3)

    def evaluate(at: Array, out: Array) -> float:
        solved = leg_angles(rotation, at, feet, ankles, hips, thighs, shanks)
        out[:] = -target
        for side in range(2):
            for k in range(6):
                angles[columns[side, k]] = solved[side, k]
            out[1] += solved[side, _KNEE] / 2.0
            # Past a straight leg the knee goes on below zero, so that there is a way back.
            hip = rotation @ hips[side] + at
            over = np.sqrt(((ankles[side] - hip) ** 2).sum()) - thighs[side] - shanks[side]
            if over > 0.0:
                out[1] -= _KNEE_PER_METRE * over / 2.0
        place_segments(rotation, at, angles, rest_origins, rotations, origins, axes)
        for s in range(n_segments):
            out[0] += fractions[s] * origins[s, 0]
            out[2] += fractions[s] * origins[s, 2]
            for j in range(3):
                out[0] += rotations[s, 0, j] * moments[s, j]
                out[2] += rotations[s, 2, j] * moments[s, j]
        return float(np.abs(out).max())

    worst = evaluate(place, error)
    for _ in range(_MAX_STEPS):
        if worst < _TOLERANCE:
            evaluate(place, error)
            return True
        for k in range(3):
            tried[:] = place
            tried[k] += _DIFFERENCE
            evaluate(tried, moved)
            slopes[:, k] = (moved - error) / _DIFFERENCE
        if not (np.isfinite(slopes).all() and abs(np.linalg.det(slopes)) > 0.0):
            return False
        step = -np.linalg.solve(slopes, error)
        share = min(1.0, _LONGEST_STEP / max(np.abs(step).max(), _TOLERANCE))
        for _halving in range(_MAX_HALVINGS):
            tried[:] = place + share * step
            size = evaluate(tried, moved)
            if size < worst:
                break
            share /= 2.0
        else:
            return False
        place[:] = tried
        error[:] = moved
        worst = size
    return False
