"""How well a person's lengths are measured, how honest their standard errors are, and what a profile adds.

    python -m tests.benchmarks.anthropometry [--people 24] [--sessions 3] [--jobs 2]

Simulated people stand before a camera that is put up anew for every session, in other clothes each time. Each session
is measured as a stranger's, and again with what the sessions before it left in the profile; and each person stands in
for another with that one's profile.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from depthhinge.body.anthropometry import SEGMENT_ENDS, Length, anthropometry
from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.model import BodyModel
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor
from depthhinge.tracking.shape_estimate import ShapeEstimate
from depthhinge.tracking.tracker import IDENTIFYING
from depthhinge.trainer import Trainer

FIRST_SEED = 5000
"""The people of `accuracy.py`: no other program draws from there on."""
FPS = 30.0
AZIMUTHS_DEG = (0.0, 30.0, 45.0, 60.0, -45.0)
SENSORS = ("D435", "D455")
NOISES = ("middle", "middle", "harsh")
INTERVAL = 1.96
"""Standard errors to each side of an interval that holds the truth 95 times of 100."""


@dataclass
class Measured:
    """One person's sessions."""

    true: dict[str, float]
    as_stranger: list[dict[str, Length]] = field(default_factory=list)
    with_profile: list[dict[str, Length]] = field(default_factory=list)
    sent_away: int = 0
    """Sessions in which the person was not taken for themselves."""
    profile: ShapeEstimate | None = None


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
        found = [p for p in pool.map(measure, seeds, [asked.sessions] * len(seeds)) if p is not None and p.as_stranger]
    print(f"{len(found)} people, {sum(len(p.as_stranger) for p in found)} sessions; millimetres")
    for title, of in (("as a stranger", _strangers), ("with the profile of the sessions before", _profiled)):
        print(f"\n{title:42}{'bias':>8}{'rms':>8}{'stated':>8}{'inside 95 %':>13}{'between sessions':>18}")
        for name in ("stature", *SEGMENT_ENDS):
            print(_row(name, found, of(found)))
    later = sum(max(0, len(p.as_stranger) - 1) for p in found)
    print(f"\nsent away though they are who they are: {sum(p.sent_away for p in found)} of {later} sessions")
    pairs = [(a, b) for a in found for b in found if a is not b and a.profile is not None]
    let_in = [abs(a.true["stature"] - b.true["stature"]) for a, b in pairs if _let_in(a, b)]
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
        estimate, _ = _stand(drill, None)
        if estimate is None:
            continue
        result.as_stranger.append(_lengths(estimate))
        if result.profile is None:
            result.profile = estimate
            continue
        known, stranger = _stand(drill, result.profile)
        result.sent_away += stranger
        if known is not None and not stranger:
            result.with_profile.append(_lengths(known))
            result.profile = known
    return result


def _stand(drill: SimulatedDrill, known: ShapeEstimate | None) -> tuple[ShapeEstimate | None, bool]:
    """The shape of who stands there, None where it is never learned; whether they are a stranger."""
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m, known_shape=known)
    for frame in drill.frames():
        trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth))
        if trainer.person.estimate is not None:
            return trainer.person.estimate, trainer.is_stranger
    return None, False


def _lengths(estimate: ShapeEstimate) -> dict[str, Length]:
    return anthropometry(BodyModel.load(), estimate.mean, estimate.covariance)


def _truth(drill: SimulatedDrill) -> dict[str, float]:
    joints = drill.truth_at(0.0).joints
    lengths = {"stature": drill.person.stature}
    for name, (a, b) in SEGMENT_ENDS.items():
        pairs = [(a, b)] if a in JOINT_INDEX else [(f"{side}_{a}", f"{side}_{b}") for side in SIDES]
        lengths[name] = float(np.mean([np.linalg.norm(_span(joints, *pair)) for pair in pairs]))
    return lengths


def _span(joints: Array, one: str, other: str) -> Array:
    return np.asarray(joints[JOINT_INDEX[other]] - joints[JOINT_INDEX[one]])


Sessions = list[tuple[Measured, Sequence[dict[str, Length]]]]


def _strangers(people: Sequence[Measured]) -> Sessions:
    return [(p, p.as_stranger) for p in people]


def _profiled(people: Sequence[Measured]) -> Sessions:
    return [(p, p.with_profile) for p in people]


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
    rms, inside = np.sqrt(np.mean(errors**2)), np.mean(np.abs(errors) <= INTERVAL * se)
    return f"{name:42}{errors.mean():>8.1f}{rms:>8.1f}{np.median(se):>8.1f}{inside:>13.2f}{again}"


def _let_in(owner: Measured, other: Measured) -> bool:
    """Whether `other`'s first session would be taken for the owner of the profile."""
    from depthhinge.tracking.tracker import ANOTHER_PERSON_SE

    assert owner.profile is not None
    remembered = _lengths(owner.profile.aged())
    seen = other.as_stranger[0]
    return not any(seen[name].differs_from(remembered[name], ANOTHER_PERSON_SE) for name in IDENTIFYING)


if __name__ == "__main__":
    main()
