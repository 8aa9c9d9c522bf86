"""A simulated person who moves as somebody once did in a laboratory: a `Performance` that was not invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose, forward
from depthhinge.errors import UsageError
from depthhinge.geometry import UP, Array, inverse, rigid_transform, rotation_about, transform_points, unit
from depthhinge.simulation.faults import ROUNDED, label_of, parse
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.performance import Doing, PerformedRep, Prop
from depthhinge.simulation.recorded.asf import read_amc, read_asf
from depthhinge.simulation.recorded.force_plates import GroundForce, read_force_plates
from depthhinge.simulation.recorded.inverse_kinematics import MarkedBody
from depthhinge.simulation.recorded.marker_sets import MarkerSet
from depthhinge.simulation.recorded.person import SHAPES, person_with
from depthhinge.simulation.recorded.reps import RecordedRep, find_reps
from depthhinge.simulation.recorded.scaling import fitted_body
from depthhinge.simulation.recorded.trc import Markers, read_trc
from depthhinge.simulation.tempo import LOCKOUT_S

RATE_HZ = 30.0
"""Poses are sought at about this rate and joined by splines: a lift has nothing faster than some 6 Hz."""
_STEPS = 12
_LONGEST_GAP_S = 0.05
"""Between two readings of the force plates that are joined; a plate that is left for longer tells nothing meanwhile."""

Watched = Callable[[Array], Iterable[Array]]
"""Something to watch a loop over frames by: it gives them back one after another."""


@dataclass(frozen=True)
class Fitted:
    """How well the body follows the markers."""

    markers: Markers
    """Those the poses were sought from."""
    marker_set: MarkerSet
    marked: MarkedBody
    poses: tuple[Pose, ...]
    """In the laboratory's frame, one for each of the markers' frames."""

    @property
    def residuals(self) -> Array:
        """(n_frames, n_markers) metres; NaN where a marker was not seen."""
        placed = np.array([self.marked.markers(pose) for pose in self.poses])
        return np.asarray(np.linalg.norm(placed - self.markers.points[:, self.marker_set.columns], axis=2))

    @property
    def mean_residual_mm(self) -> float:
        """Over all frames and markers."""
        return 1e3 * float(np.nanmean(self.residuals))


class RecordedMovement:
    """A `Performance`: recorded, fitted, and stood on the floor with the heels of its most upright moment at zero."""

    arms = "recorded"

    def __init__(
        self,
        name: str,
        fitted: Fitted,
        person: SimulatedPerson,
        force: GroundForce | None = None,
        kind: str | None = None,
    ) -> None:
        """
        Args:
            name: of what is done.
            fitted: the poses in the laboratory.
            person: whose body was fitted.
            force: of plates that stood under the person's feet.
            kind: what the reps in it are, as in `faults.parse`; None = it has none.

        Raises:
            UsageError: no such kind, or nobody leaves their place and comes back.
        """
        self.name = name
        self.fitted = fitted
        self.person = person
        self._times = fitted.markers.time_s - fitted.markers.time_s[0]
        self.duration_s = float(self._times[-1])
        upright = fitted.poses[_most_upright(fitted)]
        self._lab_from_person = self._placed(upright)
        moved = [self._in_person_frame(pose) for pose in fitted.poses]
        self.standing = self._in_person_frame(upright)
        turns = Rotation.from_matrix(np.array([self.standing.rotation.T @ pose.rotation for pose in moved]))
        parameters = [
            np.concatenate([turn, p.position, p.angles]) for turn, p in zip(turns.as_rotvec(), moved, strict=True)
        ]
        self._spline = CubicSpline(self._times, np.array(parameters))
        self.pressure_known_share = 0.0
        """Of the time, in which force plates tell the centre of pressure."""
        self._pressure = None if force is None else self._measured_pressure(force)
        self._spans = () if kind is None else self._find_reps()
        self.reps = () if kind is None else self._labelled(kind)
        self.asides = () if self.reps else ((name, 0.0, self.duration_s),)

    @classmethod
    def read(
        cls,
        path: Path,
        skeleton: Path | None = None,
        outfit: Outfit | None = None,
        kind: str | None = None,
        watched: Watched = iter,
    ) -> RecordedMovement:
        """From a `.trc` file, with the `_grf.mot` beside it if there is one, or from an `.amc` and its skeleton.

        Args:
            path: of the file.
            skeleton: of an `.amc`; None = the `.asf` beside it, named by the subject: `02.asf` of `02_06.amc`.
            outfit: what the person wears; None = nothing.
            kind: what the reps in it are, as in `faults.parse`; None = it has none.
            watched: the frames pass through it as they are fitted, one after another.

        Raises:
            UsageError: a file cannot be read or is of another kind, its markers are not known, or it has no rep.
        """
        if kind is not None:
            parse(kind)
        force = None
        if path.suffix == ".trc":
            markers = read_trc(path)
            plates = path.with_name(f"{path.stem}_grf.mot")
            force = read_force_plates(plates) if plates.exists() else None
        elif path.suffix == ".amc":
            beside = path.with_name(f"{path.stem.split('_')[0]}.asf")
            if skeleton is None and not beside.exists():
                raise UsageError(f"{path} needs a skeleton, an .asf file; there is no {beside.name} beside it")
            markers = read_amc(path, read_asf(skeleton or beside))
        else:
            raise UsageError(f"{path} is neither .trc nor .amc")
        fitted, person = fit(markers, outfit, watched)
        return cls(path.stem, fitted, person, force, kind)

    def pose_at(self, time: float) -> Pose:
        """As `Performance`; before its beginning and after its end the person stands still."""
        values = self._spline(min(max(time, 0.0), self.duration_s))
        turn = Rotation.from_rotvec(values[:3]).as_matrix()
        return Pose(np.asarray(self.standing.rotation @ turn), values[3:6], values[6:])

    def doing_at(self, time: float) -> Doing:
        """As `Performance`: what it is called, or which rep."""
        for number, rep in enumerate(self._spans, 1):
            if rep.start <= time < rep.over:
                return Doing("rep", rep.phase(time), number)
        return Doing("standing" if self.reps else self.name)

    def pressure_at(self, time: float) -> Array | None:
        """As `Performance`."""
        if self._pressure is None:
            return None
        times, points = self._pressure
        after = int(np.clip(np.searchsorted(times, time), 1, len(times) - 1))
        if not times[after - 1] - _LONGEST_GAP_S <= time <= times[after] + _LONGEST_GAP_S:
            return None
        if times[after] - times[after - 1] > _LONGEST_GAP_S:
            return None
        return np.array([np.interp(time, times, points[:, k]) for k in range(3)])

    def props_at(self, time: float, pose: Pose) -> Sequence[Prop]:
        """As `Performance`."""
        return ()

    def _placed(self, upright: Pose) -> Array:
        """(4, 4) to the laboratory from the person's frame: floor under the soles, between the heels, facing z."""
        body = self.person.body
        posed = forward(body, upright)
        joints = posed.joints()
        heels = np.mean([joints[JOINT_INDEX[f"{side}_heel"]] for side in SIDES], axis=0)
        leftward = unit((joints[JOINT_INDEX["left_hip"]] - joints[JOINT_INDEX["right_hip"]]) * [1.0, 0.0, 1.0])
        heading = float(np.arctan2(-leftward[2], leftward[0]))
        # Markers tell the floor only through shoes and ankles: it is put where the soles mostly are.
        soles = np.concatenate([self.person.soles[side] for side in SIDES])
        floor = np.median([forward(body, pose).skin(soles)[:, 1].min() for pose in self.fitted.poses])
        return rigid_transform(rotation_about(UP, heading), [heels[0], float(floor), heels[2]])

    def _in_person_frame(self, pose: Pose) -> Pose:
        person_from_lab = inverse(self._lab_from_person)
        return replace(
            pose,
            rotation=person_from_lab[:3, :3] @ pose.rotation,
            position=np.asarray(transform_points(person_from_lab, pose.position)),
        )

    def _measured_pressure(self, force: GroundForce) -> tuple[Array, Array] | None:
        """Times (n,) and points (n, 3) in the person's frame while somebody stood on the plates."""
        points = np.asarray(transform_points(inverse(self._lab_from_person), force.centre()))
        known = np.isfinite(points).all(axis=1)
        self.pressure_known_share = float(known.mean())
        if known.sum() < 2:
            return None
        points[:, 1] = 0.0
        return (force.time_s - force.time_s[0])[known], points[known]

    def _find_reps(self) -> tuple[RecordedRep, ...]:
        times = np.arange(0.0, self.duration_s, 1.0 / RATE_HZ)
        places = np.array([self.pose_at(float(t)).position for t in times])
        # Back and down; sideways people sway.
        return find_reps(times, np.linalg.norm((places - self.standing.position)[:, 1:], axis=1), LOCKOUT_S)

    def _labelled(self, kind: str) -> tuple[PerformedRep, ...]:
        if not self._spans:
            raise UsageError(f"{self.name}: nobody leaves their place and comes back in it, so it has no {kind}")
        rounded = any(name in ROUNDED for name, _ in parse(kind))
        return tuple(
            PerformedRep(number, label_of(kind), rounded, rep.start, rep.bottom, rep.end, rep.over)
            for number, rep in enumerate(self._spans, 1)
        )


def fit(markers: Markers, outfit: Outfit | None = None, watched: Watched = iter) -> tuple[Fitted, SimulatedPerson]:
    """The body that `markers` were stuck to, dressed, and its pose in some `RATE_HZ` frames a second.

    `watched` is what the frames pass through as they are followed.

    Raises:
        UsageError: too few of the markers are known.
    """
    marker_set = MarkerSet.of(markers)
    marked, pose = fitted_body(markers, marker_set, SHAPES)
    rate = (len(markers.time_s) - 1) / float(markers.time_s[-1] - markers.time_s[0])
    followed = markers.every(max(1, round(rate / RATE_HZ)))
    poses = []
    for points in watched(followed.points):
        pose = marked.pose(points[marker_set.columns], pose, _STEPS)[0]
        poses.append(pose)
    return Fitted(followed, marker_set, marked, tuple(poses)), person_with(marked.body, outfit)


def _most_upright(fitted: Fitted) -> int:
    """The frame in which C7 is highest over the floor."""
    return int(np.argmax([forward(fitted.marked.body, p).joints()[JOINT_INDEX["c7"], 1] for p in fitted.poses]))
