"""How far the fit is from the truth: simulated people it has never seen, every class of rep, every camera place.

    python tests/benchmarks/accuracy.py [--people 24] [--jobs 2] [--json FILE]
    python tests/benchmarks/accuracy.py --people 0 --recorded ../shared/data/nimble_markers/*.trc

Everything here is simulated; real depth is scored by analysing recordings. The line is told nothing but the depth.
Each person does one rep of every class before one camera; people, sensors, noise levels and camera places take turns.
With `--recorded`, a body driven by recorded markers is seen from every place as well, a class of its own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES, both
from depthhinge.drills.moment import Moment
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array
from depthhinge.measures.uncertainty import ANGLES, NORMAL_95
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.recorded.movement import RecordedMovement
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.truth import MomentTruth
from depthhinge.trainer import Trainer

CLASSES = ("hinge", "squat", "toe_shifted", "rounded", "hyperextended", "asymmetric")
PLACES = {
    "side": (0.0, 1.1),
    "rear 30": (30.0, 1.8),
    "rear 45": (45.0, 1.8),
    "rear 60": (60.0, 1.8),
    "front 45": (-45.0, 1.1),
}
"""Azimuth in degrees toward the back, and height in metres, of the camera."""
SENSORS = ("D435", "D455")
NOISES = ("middle", "middle", "harsh")
RECORDED = "recorded"
"""The class of what was moved by markers."""
FIRST_SEED = 5000
"""Of the people; no other program draws from there on."""
FPS = 15.0
RETEST_AZIMUTH_DEG, RETEST_DISTANCE_M = 6.0, 0.15
"""How differently the camera stands in the second session."""
ATTEMPTS = 20
"""Movements drawn before a person is passed over: not everyone balances everything."""
BODY_JOINTS = [JOINT_INDEX[f"{side}_{part}"] for side in SIDES for part in ("hip", "knee", "ankle", "shoulder")]
FAR_OFF_M = 0.1
BARS = {"hip": 3.0, "knee": 3.0, "trunk": 1.5, "shank": 2.5, "lumbar": 5.0, "gap": 6.0, "com": 15.0}
"""The project's own: degrees RMSE, and mean millimetres for `gap` and `com`."""
MEANS = (
    "gap",
    "com",
    "com over feet",
    "seen joints",
    "seen joints about hips",
    "hidden joints",
    "hidden joints about hips",
)


@dataclass
class Errors:
    """Signed errors of one person's frames in reps; degrees and millimetres."""

    place: str
    sensor: str
    noise: str
    by_class: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    frames: int = 0
    tracked: int = 0
    wrongly_tracked: int = 0
    """Frames in which a joint that is called seen is more than 100 mm off."""
    retest_deg: list[float] = field(default_factory=list)
    """Peak hip flexion of each rep, second session less first."""
    fit_ms: list[float] = field(default_factory=list)
    """From a frame in memory to the fitted body."""

    def add(self, name: str, kind: str, value: float) -> None:
        self.by_class.setdefault(name, {}).setdefault(kind, []).append(value)


def main() -> None:
    """Run, print, and keep if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    parser.add_argument("--recorded", type=Path, nargs="*", default=[], help=".trc files of markers")
    parser.add_argument("--json", type=Path, help="file for the figures")
    asked = parser.parse_args()
    numbers = range(asked.first, asked.first + asked.people)
    with ProcessPoolExecutor(asked.jobs) as pool:
        people = []
        for number, errors in zip(numbers, pool.map(measure_person, numbers), strict=True):
            print(f"person {number}: {'nobody can balance this' if errors is None else f'{errors.frames} frames'}")
            people += [] if errors is None else [errors]
        seen = [(path, place) for path in asked.recorded for place in PLACES]
        for (path, place), errors in zip(seen, pool.map(measure_recorded, seen), strict=True):
            print(f"{path.name}, {place}: {errors.frames} frames")
            people.append(errors)
    figures = summarise(people)
    print_tables(figures)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))


def measure_person(number: int) -> Errors | None:
    """One person's drill, and the same again before a camera put up anew."""
    errors = Errors(*_seen_by(number))
    for attempt in range(ATTEMPTS):
        try:
            first, second = (drill_of(number, attempt, again) for again in (False, True))
            peaks = [_run(first, errors), _run(second, None)]
        except UsageError:
            errors = Errors(*_seen_by(number))
            continue
        errors.retest_deg = [peaks[1][rep] - peaks[0][rep] for rep in peaks[0] if rep in peaks[1]]
        return errors
    return None


def measure_recorded(seen: tuple[Path, str]) -> Errors:
    """A body moved by the markers of a file, before a camera at a place."""
    path, place = seen
    number = list(PLACES).index(place)
    azimuth_deg, height = PLACES[place]
    sensor, noise = SENSORS[number % len(SENSORS)], NOISES[number % len(NOISES)]
    movement = RecordedMovement.read(path)
    drill = SimulatedDrill(
        movement.person,
        placement=Placement(azimuth=np.deg2rad(azimuth_deg), height=height),
        sensor=Sensor.named(sensor),
        fps=FPS,
        seed=FIRST_SEED,
        noise=noise,
        performance=movement,
    )
    errors = Errors(place, sensor, noise)
    _run(drill, errors)
    return errors


def _seen_by(number: int) -> tuple[str, str, str]:
    """Place, sensor and noise of a person's camera."""
    sensor = SENSORS[number // len(PLACES) % len(SENSORS)]
    return list(PLACES)[number % len(PLACES)], sensor, NOISES[number % len(NOISES)]


def drill_of(number: int, attempt: int, again: bool = False) -> SimulatedDrill:
    """A person's drill, or the same `again` before a camera put up anew.

    Raises:
        UsageError: they cannot balance what this attempt drew.
    """
    place, sensor, noise = _seen_by(number)
    azimuth_deg, height = PLACES[place]
    placement = Placement(
        azimuth=np.deg2rad(azimuth_deg + RETEST_AZIMUTH_DEG * again),
        height=height,
        faces="left" if number % 2 else "right",
    )
    placement = replace(placement, distance=placement.distance + RETEST_DISTANCE_M * again)
    return SimulatedDrill(
        SimulatedPerson.draw(FIRST_SEED + number, "test"),
        len(CLASSES),
        CLASSES[1:],
        placement=placement,
        sensor=Sensor.named(sensor),
        fps=FPS,
        seed=FIRST_SEED + number + 100 * attempt,
        noise=noise,
    )


def _run(drill: SimulatedDrill, errors: Errors | None) -> dict[int, float]:
    """Measured peak hip flexion in degrees by rep, of the side nearer to the camera."""
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m)
    camera = drill.placement.room_from_camera[:3, 3]
    names = {rep.number: _class_of(rep) for rep in drill.reps}
    standing: dict[str, list[float]] = {}
    """What errs before the first rep: a reader of changes from own standing is spared it."""
    peaks: dict[int, float] = {}
    for frame in drill.frames():
        moment, truth = trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth)), frame.truth
        near = _nearer(truth.joints, camera)
        if names and truth.rep is None:
            if not peaks and moment.measures.pelvis_back is not None:
                for kind, of in _of_change(near).items():
                    standing.setdefault(kind, []).append(of(moment.measures) - of(truth.angles))
            continue
        if errors is not None:
            errors.fit_ms.append(moment.stage_ms["scene"] + moment.stage_ms["fit"])
            _compare(moment, truth, drill.facing, near, RECORDED if truth.rep is None else names[truth.rep], errors)
            if standing and moment.measures.pelvis_back is not None:
                for kind, of in _of_change(near).items():
                    off = of(moment.measures) - of(truth.angles) - float(np.median(standing[kind]))
                    errors.add(names[truth.rep], f"{kind} change", float(np.rad2deg(off)))
        if truth.rep is None:
            continue
        flexion = getattr(moment.measures, f"hip_flexion_{near}")
        if flexion is not None:
            peaks[truth.rep] = max(peaks.get(truth.rep, -np.inf), float(np.rad2deg(flexion)))
    return peaks


def _of_change(near: str) -> dict[str, Callable[[Any], float]]:
    return {"hip": lambda a: getattr(a, f"hip_flexion_{near}"), "trunk": lambda a: a.trunk_inclination}


def _class_of(rep: Any) -> str:
    faults = {fault.name for fault in rep.faults}
    return next((name for name in CLASSES[1:] if name in faults or name == rep.label), "hinge")


def _nearer(joints: Array, camera: Array) -> str:
    away = [np.linalg.norm(joints[JOINT_INDEX[f"{side}_hip"]] - camera) for side in SIDES]
    return SIDES[int(np.argmin(away))]


def _compare(moment: Moment, truth: MomentTruth, facing: Array, near: str, name: str, errors: Errors) -> None:
    measures, true = moment.measures, truth.angles
    errors.frames += 1
    if measures.pelvis_back is None or moment.body is None:
        return
    errors.tracked += 1
    far = SIDES[1 - SIDES.index(near)]
    pairs: dict[str, Callable[[Any], float]] = {
        "hip": lambda a: getattr(a, f"hip_flexion_{near}"),
        "knee": lambda a: getattr(a, f"knee_flexion_{near}"),
        "shank": lambda a: getattr(a, f"shank_inclination_{near}"),
        "trunk": lambda a: a.trunk_inclination,
        "lumbar": lambda a: a.lumbar_flexion,
        "far hip": lambda a: getattr(a, f"hip_flexion_{far}"),
        "far knee": lambda a: getattr(a, f"knee_flexion_{far}"),
    }
    for kind, of in pairs.items():
        errors.add(name, kind, float(np.rad2deg(of(measures) - of(true))))
    if measures.wall_gap is not None:
        errors.add(name, "gap", 1e3 * (measures.wall_gap - truth.wall_gap))
    _count_covered(moment, truth, near, name, errors)
    errors.add(name, "com", float(1e3 * (measures.com - truth.com) @ facing))
    errors.add(
        name,
        "com over feet",
        1e3 * (_over_feet(measures.com, moment.body.joints, facing) - _over_feet(truth.com, truth.joints, facing)),
    )
    away = moment.body.joints - truth.joints
    off = np.linalg.norm(away, axis=1)
    hips = away[both("hip")].mean(axis=0)
    about_hips = np.linalg.norm(away - hips, axis=1)
    seen = moment.body.joint_seen
    errors.wrongly_tracked += bool((off[BODY_JOINTS][seen[BODY_JOINTS]] > FAR_OFF_M).any())
    for joint in BODY_JOINTS:
        kind = "seen joints" if seen[joint] else "hidden joints"
        errors.add(name, kind, float(1e3 * off[joint]))
        errors.add(name, f"{kind} about hips", float(1e3 * about_hips[joint]))


def _over_feet(point: Array, joints: Array, facing: Array) -> float:
    """Metres along `facing` that a point lies before the middle of the heels."""
    return float((point - joints[both("heel")].mean(axis=0)) @ facing)


def _count_covered(moment: Moment, truth: MomentTruth, near: str, name: str, errors: Errors) -> None:
    """Whether the truth lies inside the 95 % interval that is stated, by angle."""
    assert moment.measures.standard_errors is not None
    for angle, standard_error in zip(ANGLES, moment.measures.standard_errors, strict=True):
        off = getattr(moment.measures, angle) - getattr(truth.angles, angle)
        inside = abs(off) <= NORMAL_95 * standard_error
        kind = angle.removesuffix(f"_{near}").replace(f"_{SIDES[1 - SIDES.index(near)]}", ", far side")
        errors.add(name, f"inside: {kind}", float(inside))
        errors.add(name, f"stated: {kind}", float(np.rad2deg(standard_error)))
        errors.add(name, f"error: {kind}", float(np.rad2deg(off)))


def _coverage(people: Sequence[Errors]) -> dict[str, dict[str, float]]:
    """By angle: share of frames inside the stated interval, the median standard error, the error's RMS, degrees."""
    gathered = _gathered(people, lambda person, name: True)
    names = [kind.removeprefix("inside: ") for kind in gathered if kind.startswith("inside: ")]
    return {
        name: {
            "inside 95 %": float(np.mean(gathered[f"inside: {name}"])),
            "stated": float(np.median(gathered[f"stated: {name}"])),
            "rms": float(np.sqrt(np.mean(np.square(gathered[f"error: {name}"])))),
        }
        for name in names
    }


def summarise(people: Sequence[Errors]) -> dict[str, Any]:
    """Every figure: by class, by class and place, by noise and sensor."""
    never = [p for p in people if p.tracked == 0]
    people = [p for p in people if p.tracked]
    gaps = [np.mean([g for kinds in p.by_class.values() for g in kinds.get("gap", [])]) for p in people]
    retest = np.concatenate([p.retest_deg for p in people])
    classes = [name for name in (*CLASSES, RECORDED) if any(name in p.by_class for p in people)]
    times = np.concatenate([p.fit_ms for p in people])
    return {
        "people": len(people),
        "people never found": len(never),
        "standard errors": _coverage(people),
        "by class": {name: _figures(people, lambda _, c, n=name: c == n) for name in classes},
        "by place": {place: _figures(people, lambda p, _, q=place: p.place == q) for place in PLACES},
        "by class and place": {
            f"{name}, {place}": _figures(people, lambda p, c, n=name, q=place: c == n and p.place == q)
            for name in classes
            for place in PLACES
        },
        "by sensor and noise": {
            f"{s}, {n}": _figures(people, lambda p, _, s=s, n=n: p.sensor == s and p.noise == n)
            for s in SENSORS
            for n in sorted(set(NOISES))
        },
        "gap bias of each person, mm": [round(float(g), 1) for g in gaps],
        "tracked": sum(p.tracked for p in people) / sum(p.frames for p in people),
        "frames with a seen joint 100 mm off": sum(p.wrongly_tracked for p in people) / sum(p.tracked for p in people),
        "retest, peak hip flexion, deg rms": float(np.sqrt(np.mean(retest**2))) if len(retest) else None,
        "frame to fitted body, ms p50 p99": [float(np.percentile(times, q)) for q in (50, 99)],
    }


def _figures(people: Sequence[Errors], chosen: Callable[[Errors, str], bool]) -> dict[str, float]:
    return {kind: _figure(kind, np.array(values)) for kind, values in _gathered(people, chosen).items()}


def _gathered(people: Sequence[Errors], chosen: Callable[[Errors, str], bool]) -> dict[str, list[float]]:
    """All values of each kind, of the chosen people and classes."""
    gathered: dict[str, list[float]] = {}
    for person in people:
        for name, kinds in person.by_class.items():
            if chosen(person, name):
                for kind, values in kinds.items():
                    gathered.setdefault(kind, []).extend(values)
    return gathered


def _figure(kind: str, values: Array) -> float:
    return float(np.mean(np.abs(values)) if kind in MEANS else np.sqrt(np.mean(values**2)))


def print_tables(figures: dict[str, Any]) -> None:
    """For a person; a star marks what misses its bar."""
    kinds = ("hip", "hip change", "knee", "shank", "trunk", "trunk change", "lumbar", "far hip", "far knee", *MEANS)
    for title in ("by class", "by place", "by sensor and noise", "by class and place"):
        print(f"\n{title:24}" + "".join(f"{kind:>14}" for kind in kinds))
        for name, row in _worst_first(figures[title]) if title == "by class and place" else figures[title].items():
            cells = (_cell(kind, row[kind]) if kind in row else "-" for kind in kinds)
            print(f"{name:24}" + "".join(f"{cell:>14}" for cell in cells))
    print("\nangles: degrees RMSE, of the side nearer to the camera unless far; the others: mean absolute millimetres")
    print("change: from own standing")
    for name, value in figures.items():
        if name == "standard errors":
            print(f"\n{'angle':36}{'inside 95 %':>14}{'stated':>10}{'rms':>10}")
            for angle, row in value.items():
                print(f"{angle:36}{row['inside 95 %']:>14.3f}{row['stated']:>10.2f}{row['rms']:>10.2f}")
        elif not name.startswith("by "):
            print(f"{name}: {value if not isinstance(value, float) else round(value, 4)}")


def _worst_first(rows: dict[str, dict[str, float]]) -> Iterator[tuple[str, dict[str, float]]]:
    yield from sorted(rows.items(), key=lambda row: -max(row[1].get("hip", 0.0), row[1].get("knee", 0.0)))


def _cell(kind: str, value: float) -> str:
    return f"{value:.1f}{'*' if value > BARS.get(kind, np.inf) else ' '}"


if __name__ == "__main__":
    main()
