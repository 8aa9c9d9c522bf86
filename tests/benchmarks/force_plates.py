"""The centre of pressure against force plates: real people's squats and sit-to-stands, by their own markers.

    python -m tests.benchmarks.force_plates ../shared/data/nimble_markers

A body is driven by the markers (`simulation/recorded`), and measured as a tracked one is, 30 frames a second: its mass
by `body/mass.py`, its centre of pressure by `measures/balance.py`. It is compared wherever the feet alone carry the
person: where the plates bear what the moving masses weigh, so that no chair bears a part. Beside the error stands what
is left of it without the recording's own constant, which is the laboratory's and the person's. Data: Nimble Physics,
BSD-2-Clause; not part of this project.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.mass import PART_MASSES, part_centres, segment_centres
from depthhinge.geometry import STANDARD_GRAVITY, Array
from depthhinge.measures.balance import foot_fractions, part_places, pressure_fractions, zone
from depthhinge.measures.standing import Standing
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.recorded.force_plates import read_force_plates
from depthhinge.simulation.recorded.movement import RecordedMovement
from depthhinge.tracking.tracked_body import TrackedBody

FPS = 30.0
ALONE = 0.1
"""Of what the moving masses weigh, that the plates may read more or less when the feet alone carry it."""
SEATED = 0.5
"""Of the mean force: plates that ever bear less have been sat or stepped away from."""


@dataclass(frozen=True)
class Comparison:
    """Millimetres fore-aft over the frames in which the feet alone carry the person."""

    error: float
    """Mean, without sign."""
    constant: float
    """Mean, with sign: + = too far forward."""
    changing: float
    """Mean without sign, once the constant is taken off."""
    resting: float
    """Mean without sign of the centre of mass's projection, the inertial term left out."""
    zone_right: float
    zone_right_changing: float
    """The same once the constant is taken off."""
    frames: int
    mass_kg: float
    """Of the body that the markers drove, by its volume."""


def weight_n(folder: Path, subject: str) -> float:
    """What the plates bear on average in the recordings of a subject in which nobody sits."""
    lifts = [read_force_plates(path).lift.sum(axis=1) for path in sorted(folder.glob(f"{subject}_*_grf.mot"))]
    means = [float(lift.mean()) for lift in lifts if lift.min() > SEATED * lift.mean()]
    return float(np.mean(means or [np.percentile(lift, 50.0) for lift in lifts]))


def compare(trc: Path, weight: float) -> Comparison:
    """A recording beside its plates, of a person who weighs `weight` newtons."""
    movement = RecordedMovement.read(trc)
    person, times = movement.person, np.arange(0.0, movement.duration_s, 1.0 / FPS)
    standing = Standing.average([_tracked(person, movement.standing)])
    heel, toe = standing.foot_ends
    centres = segment_centres(person.body)
    places = np.array(
        [part_places(part_centres(forward(person.body, movement.pose_at(t)), centres), standing) for t in times]
    )
    resting = places[..., 0] @ PART_MASSES
    found = pressure_fractions(times, resting, places)
    points = [np.full(3, np.nan) if (point := movement.pressure_at(t)) is None else point for t in times]
    truth = foot_fractions(np.array(points), standing)
    force = read_force_plates(trc.with_name(f"{trc.stem}_grf.mot"))
    lift = np.interp(times, force.time_s - force.time_s[0], force.lift.sum(axis=1))
    rising = np.gradient(np.gradient(places[..., 1] @ PART_MASSES, times), times)
    alone = np.abs(lift / (weight * (1.0 + rising / STANDARD_GRAVITY)) - 1.0) < ALONE
    alone &= np.isfinite(truth)
    found, resting, truth = found[alone], resting[alone], truth[alone]
    length, constant = 1e3 * (toe - heel), float((found - truth).mean())
    return Comparison(
        error=length * float(np.abs(found - truth).mean()),
        constant=length * constant,
        changing=length * float(np.abs(found - constant - truth).mean()),
        resting=length * float(np.abs(resting - truth).mean()),
        zone_right=_zones(found, truth),
        zone_right_changing=_zones(found - constant, truth),
        frames=int(alone.sum()),
        mass_kg=person.mass_kg,
    )


def _zones(found: Array, truth: Array) -> float:
    return float(np.mean([zone(a) is zone(b) for a, b in zip(found, truth, strict=True)]))


def _tracked(person: SimulatedPerson, pose: Pose) -> TrackedBody:
    posed, seen = forward(person.body, pose), np.ones(len(JOINTS), bool)
    return TrackedBody(True, posed.joints(), seen, posed.rotations, posed.origins, 0.0, {}, 1.0, pose, posed)


def main() -> None:
    """Print a row a recording."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for plates in sorted(folder.glob("*_grf.mot")):
        name = plates.stem.removesuffix("_grf")
        weight = weight_n(folder, name.split("_")[0])
        found = compare(folder / f"{name}.trc", weight)
        print(
            f"{name:24s} mean error {found.error:4.1f} mm (no inertial term {found.resting:4.1f}), "
            f"constant {found.constant:+5.1f}, without it {found.changing:4.1f}; zone right {found.zone_right:.0%}, "
            f"without the constant {found.zone_right_changing:.0%}, of {found.frames} frames; "
            f"body {found.mass_kg:.0f} kg, person {weight / STANDARD_GRAVITY:.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
