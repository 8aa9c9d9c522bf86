"""How well a person's lengths are measured, how honest their standard errors are, and what a profile adds.

    python -m tests.benchmarks.anthropometry [--people 24] [--sessions 3] [--jobs 2]

Simulated people stand before a camera that is put up anew for every session, in other clothes each time. What each
session measures is compared with the truth, and so is what the profile makes of all sessions so far; and each person
stands in for another with that one's profile.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from depthhinge.body.anthropometry import SEGMENT_ENDS, Length
from depthhinge.body.joints import JOINT_INDEX
from depthhinge.clinic.profile import Profile
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array
from depthhinge.measures.uncertainty import NORMAL_95
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor
from depthhinge.tracking.shape_estimate import ShapeMeasurement, lengths_of
from depthhinge.trainer import Trainer

FIRST_SEED = 5000
"""The people of `accuracy.py`: no other program draws from there on."""
FPS = 30.0
AZIMUTHS_DEG = (0.0, 30.0, 45.0, 60.0, -45.0)
SENSORS = ("D435", "D455")
NOISES = ("middle", "middle", "harsh")


@dataclass
class Measured:
    """One person's sessions."""

    true: dict[str, float]
    sessions: list[ShapeMeasurement] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    """After each session."""
    sent_away: int = 0
    """Sessions in which the person was not taken for themselves."""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--sessions", type=int, default=3)
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="seed of the first person")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.people)
    with ProcessPoolExecutor(asked.jobs) as pool:
        found = [p for p in pool.map(measure, seeds, [asked.sessions] * len(seeds)) if p is not None and p.sessions]
    print(f"{len(found)} people, {sum(len(p.sessions) for p in found)} sessions; millimetres")
    for title, of in (("a session alone", _alone), ("the profile, after two sessions or more", _together)):
        print(f"\n{title:42}{'bias':>8}{'rms':>8}{'stated':>8}{'inside 95 %':>13}{'between sessions':>18}")
        for name in ("stature", *SEGMENT_ENDS):
            print(_row(name, found, of(found)))
    later = sum(max(0, len(p.sessions) - 1) for p in found)
    print(f"\nsent away though they are who they are: {sum(p.sent_away for p in found)} of {later} sessions")
    pairs = [(a, b) for a in found for b in found if a is not b]
    let_in = [
        abs(a.true["stature"] - b.true["stature"]) for a, b in pairs if a.profiles[-1].unlike(b.sessions[0]) is None
    ]
    print(
        f"taken for somebody else of the {len(pairs)} pairs: {len(let_in)}; of them "
        f"{sum(d > 0.10 for d in let_in)} more than 10 cm apart, {sum(d > 0.15 for d in let_in)} more than 15"
    )


def measure(seed: int, sessions: int) -> Measured | None:
    """One person, before a camera put up anew in other clothes each time; None where none of it could be drawn."""
    result: Measured | None = None
    generator = np.random.default_rng([seed, 11])
    for session in range(sessions):
        place = Placement(
            azimuth=float(
                np.deg2rad(AZIMUTHS_DEG[(seed + session) % len(AZIMUTHS_DEG)] + generator.uniform(-8.0, 8.0))
            ),
            height=float(generator.uniform(0.9, 1.8)),
            distance=float(generator.uniform(2.2, 2.9)),
            faces="left" if seed % 2 else "right",
        )
        try:
            drill = SimulatedDrill(
                SimulatedPerson.draw(seed, "test", Outfit.draw(generator)),
                1,
                placement=place,
                sensor=Sensor.named(SENSORS[(seed + session) % len(SENSORS)]),
                fps=FPS,
                seed=1000 * session + seed,
                noise=NOISES[seed % len(NOISES)],
            )
        except UsageError:
            continue
        if result is None:
            result = Measured(_truth(drill))
        measured = _stand(drill)
        if measured is not None:
            before = result.profiles[-1] if result.profiles else Profile("P-000000")
            result.sent_away += before.unlike(measured) is not None
            result.sessions.append(measured)
            result.profiles.append(before.after(measured))
    return result


def _stand(drill: SimulatedDrill) -> ShapeMeasurement | None:
    """The shape of who stands there, None where it is never learned."""
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m)
    for frame in drill.frames():
        trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth))
        if trainer.person.measured is not None:
            return trainer.person.measured
    return None


def _truth(drill: SimulatedDrill) -> dict[str, float]:
    joints = drill.truth_at(0.0).joints
    lengths = {"stature": drill.person.stature}
    for name, ends in SEGMENT_ENDS.items():
        lengths[name] = float(np.mean([np.linalg.norm(_span(joints, *pair)) for pair in ends]))
    return lengths


def _span(joints: Array, one: str, other: str) -> Array:
    return np.asarray(joints[JOINT_INDEX[other]] - joints[JOINT_INDEX[one]])


Sessions = list[tuple[Measured, Sequence[dict[str, Length]]]]


def _alone(people: Sequence[Measured]) -> Sessions:
    return [(p, [lengths_of(m.estimate) for m in p.sessions]) for p in people]


def _together(people: Sequence[Measured]) -> Sessions:
    known = [(p, [profile.known_shape for profile in p.profiles[1:]]) for p in people]
    return [(p, [lengths_of(shape) for shape in shapes if shape is not None]) for p, shapes in known]


def _row(name: str, people: Sequence[Measured], sessions: Sessions) -> str:
    off, stated, spread = [], [], defaultdict(list)
    for number, (person, lengths) in enumerate(sessions):
        for length in lengths:
            off.append(length[name].value_m - person.true[name])
            stated.append(length[name].se_m)
            spread[number].append(off[-1])
    if not off:
        return f"{name:42}       -"
    errors, se = 1e3 * np.array(off), 1e3 * np.array(stated)
    between = [np.var(values, ddof=1) for values in spread.values() if len(values) > 1]
    again = f"{1e3 * np.sqrt(np.mean(between)):>18.1f}" if between else f"{'-':>18}"
    rms, inside = np.sqrt(np.mean(errors**2)), np.mean(np.abs(errors) <= NORMAL_95 * se)
    return f"{name:42}{errors.mean():>8.1f}{rms:>8.1f}{np.median(se):>8.1f}{inside:>13.2f}{again}"


if __name__ == "__main__":
    main()
