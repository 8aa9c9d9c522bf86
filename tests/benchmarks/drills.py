"""How right the coach is, on simulated people nobody was developed on: one command, all tables.

    python -m tests.benchmarks.drills --people 4
    python -m tests.benchmarks.drills --people 1 --depth

By default the drill is given the exact measures with noise of the fit's size, so that what is judged is the coaching:
reps, taps, faults, contacts, zones. With `--depth` it is given depth, rendered and noisy, through the whole line, with
fewer reps, at two placements. `--calibrate N` sets the wall of N people with a known hamstring limit.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.classifier.model import RepClassifier
from depthhinge.clinic.standing_seat import LAST_S
from depthhinge.clinic.wall_protocol import Limit, WallProtocol, WallResult
from depthhinge.drills.cues import Coach
from depthhinge.drills.dowel import ContactTracker
from depthhinge.drills.drill import Drill
from depthhinge.drills.moment import DrillKind
from depthhinge.drills.reach import Reach
from depthhinge.drills.rep import Label, Rep, Verdict
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array
from depthhinge.lengths import METRES_PER_UNIT
from depthhinge.measures.balance import zone
from depthhinge.measures.dowel import CONTACTS
from depthhinge.measures.measure import Measurer
from depthhinge.measures.measures import Measures
from depthhinge.measures.standing import Standing
from depthhinge.measures.travel import feet_moved
from depthhinge.settings import cues, dowel, faults, reach, wall_protocol, wall_tap
from depthhinge.simulation.activities import ACTIVITIES
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.faults import FAULTS, SEVERITIES
from depthhinge.simulation.own_curves import OwnCurves, backs
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.truth import RepTruth
from depthhinge.tracking.tracked_body import TrackedBody
from depthhinge.trainer import Trainer
from depthhinge.trials import matched

INCH_M = METRES_PER_UNIT["in"]
NAMED = {
    "rounded_lumbar": "rounded",
    "rounded_thoracic": "rounded",
    "short": "short_of_wall",
    "past_wall": "leaning",
    "resting": "leaning",
}
"""What the drill calls a simulated fault."""
NOT_FAULTS = ("paused_bottom", "paused_midway")
FPS = 30.0
PLACEMENTS = {
    "side": Placement(),
    "rear-oblique high": Placement(azimuth=float(np.deg2rad(45.0)), height=1.9, distance=2.4),
}
NOISE = {"angle": np.deg2rad(1.5), "spine": np.deg2rad(3.0), "length": 0.004, "foot": 0.03}
"""Standard deviations of the fit's error: radians, metres, fractions of the foot. Assumed: see `--depth`."""
NOISE_MEMORY = 0.8
"""Of one frame's error, what is in the next."""


@dataclass
class Tables:
    """What is counted."""

    true_reps: int = 0
    found_reps: int = 0
    matched_reps: int = 0
    start_s: list[float] = field(default_factory=list)
    end_s: list[float] = field(default_factory=list)
    true_taps: int = 0
    found_taps: int = 0
    tap_s: list[float] = field(default_factory=list)
    hits: dict[tuple[str, str], list[bool]] = field(default_factory=lambda: defaultdict(list))
    alarms: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    gap_errors: list[float] = field(default_factory=list)
    rod_errors: list[Array] = field(default_factory=list)
    rod_lost: list[tuple[Array, Array]] = field(default_factory=list)
    """Contacts (3,) whose gap is past the limit in a frame, truly and as measured."""
    rod_told: list[tuple[Array, Array]] = field(default_factory=list)
    """Those that the drill calls lost then, given the true gaps and the measured ones."""
    zones: list[bool] = field(default_factory=list)
    bottoms: list[tuple[float, float]] = field(default_factory=list)
    """Centre of pressure at a rep's bottom, fractions of the foot: what the drill says, and the ground's."""

    def add_reps(self, truths: list[RepTruth], found: list[Rep]) -> None:
        """Compare a drill's reps."""
        matches = matched(truths, found)
        self.true_reps += len(truths)
        self.found_reps += len(found)
        for truth, match in zip(truths, matches, strict=True):
            if match is None:
                continue
            rep = found[match]
            self.matched_reps += 1
            self.start_s.append(rep.start_s - truth.start_s)
            self.end_s.append(rep.end_s - truth.end_s)
            self._add_taps(truth, rep)
            self._add_faults(truth, rep)
            told = rep.measures["bottom_cop_foot_fraction"]
            # A wall that somebody rests on pushes unseen.
            if told is not None and truth.measures["wall_load_body_weight"] == 0.0:
                self.bottoms.append((told, truth.measures["cop_foot_fraction"]))

    def _add_taps(self, truth: RepTruth, rep: Rep) -> None:
        self.true_taps += len(truth.taps)
        self.found_taps += len(rep.taps)
        for tap in truth.taps:
            near = min((abs(t.time_s - tap.time_s), t.time_s - tap.time_s) for t in rep.taps) if rep.taps else None
            if near is not None and near[0] < 0.5:
                self.tap_s.append(near[1])

    def _add_faults(self, truth: RepTruth, rep: Rep) -> None:
        names = {fault.name for fault in rep.faults}
        real = [fault for fault in truth.faults if fault.name not in NOT_FAULTS]
        for fault in real:
            self.hits[fault.name, fault.severity].append(NAMED.get(fault.name, fault.name) in names)
        if not real:
            self.clean += 1
            # Who pauses at the wall does stay on it.
            paused = any(fault.name == "paused_bottom" for fault in truth.faults)
            self.alarms.update(names - {"leaning"} if paused else names)

    def print(self) -> None:
        """All tables, as text."""
        _row(
            "reps",
            f"{self.true_reps} true, {self.found_reps} found, recall {_share(self.matched_reps, self.true_reps)}"
            f", precision {_share(self.matched_reps, self.found_reps)}",
        )
        _row("  start, end", f"within 0.1 s {_within(self.start_s, 0.1)}, {_within(self.end_s, 0.1)}")
        _row(
            "taps",
            f"{self.true_taps} true, {self.found_taps} found, recall {_share(len(self.tap_s), self.true_taps)}"
            f", precision {_share(len(self.tap_s), self.found_taps)}; within 33 ms {_within(self.tap_s, 0.0334)}",
        )
        if self.gap_errors:
            e = 1e3 * np.array(self.gap_errors)
            _row("wall gap", f"mean error {np.abs(e).mean():.1f} mm, bias {e.mean():+.1f}")
        print("\nfault             mild        clinical    heavy       (recall, of so many)")
        for name in FAULTS:
            cells = [self.hits.get((name, severity), []) for severity in SEVERITIES]
            if name not in NOT_FAULTS and any(cells):
                print(f"{name:17s} " + " ".join(f"{_share(sum(c), len(c)):>6s} {len(c):4d}" for c in cells))
        alarms = ", ".join(f"{name} {count}" for name, count in self.alarms.most_common()) or "none"
        print(f"false alarms in {self.clean} clean reps: {alarms}\n")
        if self.rod_errors:
            errors = 1e3 * np.abs(np.array(self.rod_errors)).mean(axis=0)
            _row(
                "rod gaps", ", ".join(f"{c} {e:.1f} mm" for c, e in zip(CONTACTS, errors, strict=True)) + " mean error"
            )
            told = np.mean([true for true, _ in self.rod_told])
            _row(
                "  lost contacts",
                f"F1 {_f1(self.rod_told):.3f} as the drill tells them, {_f1(self.rod_lost):.3f} frame by frame; "
                f"lost in {told:.1%} of contact-frames",
            )
        if self.zones:
            _row("foot zone right", f"{np.mean(self.zones):.1%} of {len(self.zones)} frames")
        if self.bottoms:
            right = np.mean([zone(told) is zone(true) for told, true in self.bottoms])
            error = np.abs([told - true for told, true in self.bottoms]).mean()
            _row("  at the bottom", f"{right:.1%} of {len(self.bottoms)} reps; mean error {error:.3f} of the foot")


def _row(name: str, words: str) -> None:
    print(f"{name:17s} {words}")


def _f1(pairs: list[tuple[Array, Array]]) -> float:
    """Of what was found among what is true, each pair (true, found) two arrays of the same shape."""
    true, found = (np.array(side) for side in zip(*pairs, strict=True))
    return float(2.0 * (true & found).sum() / max(true.sum() + found.sum(), 1))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _within(errors: list[float], limit: float) -> str:
    return _share(int(np.sum(np.abs(errors) <= limit)), len(errors))


@dataclass
class Exact:
    """The measures of a simulated drill without a camera: the same functions, on the exact body in its exact pose."""

    drill: SimulatedDrill
    noise: float = 1.0
    measurer: Measurer = field(init=False)
    standing: Standing = field(init=False)
    step_m: float = field(default_factory=lambda: wall_tap().step_m)

    def __post_init__(self) -> None:
        self.measurer = Measurer.of(self.drill.person.body)
        self.standing = Standing.average([self.tracked(self.drill.moments.standing_pose)])

    def stepped(self, body: TrackedBody) -> bool:
        """Whether a foot is elsewhere: the line then gives up what is under way and has no standing to measure from."""
        return feet_moved(body.joints, self.standing) > self.step_m

    def tracked(self, pose: Pose) -> TrackedBody:
        """A body that the fit has found without an error."""
        posed, seen = forward(self.drill.person.body, pose), np.ones(len(JOINTS), bool)
        return TrackedBody(True, posed.joints(), seen, posed.rotations, posed.origins, 0.0, {}, 1.0, pose, posed)

    def measures(self, pose: Pose) -> Measures:
        """Of one pose."""
        return self.measures_of(self.tracked(pose))

    def measures_of(self, body: TrackedBody) -> Measures:
        """Of a body found, with the virtual rod where the drill's camera sees the back."""
        rod = self.measurer.rod(body, self.standing, self.drill.placement.room_from_camera[:3, 3])
        return self.measurer.measure(body, self.standing, self.drill.wall, rod=rod)

    def frames(self, fps: float) -> Iterator[tuple[float, Measures, Measures]]:
        """Time, exact measures, and the same with noise."""
        generator = np.random.default_rng([self.drill.seed, 77])
        errors: dict[str, float] = {}
        for k in range(int(self.drill.duration_s * fps)):
            body = self.tracked(self.drill.pose_at(k / fps))
            if self.stepped(body) or body.posed is None:
                yield k / fps, Measures(), Measures()
                continue
            exact = replace(self.measures_of(body), wall_gap=self.drill.moments.gap(body.posed, k / fps))
            yield k / fps, exact, self._noisy(exact, errors, generator)

    def _noisy(self, exact: Measures, errors: dict[str, float], generator: np.random.Generator) -> Measures:
        changed: dict[str, float | Array] = {}
        for name in sorted(ANGLES | SPINE | LENGTHS | FOOT):
            value = getattr(exact, name)
            if value is None:
                continue
            kind = next(k for k, names in KINDS.items() if name in names)
            fresh = generator.normal(0.0, self.noise * NOISE[kind] * np.sqrt(1.0 - NOISE_MEMORY**2))
            errors[name] = NOISE_MEMORY * errors.get(name, 0.0) + fresh
            changed[name] = value + errors[name]
        if exact.part_places is not None:
            changed["part_places"] = exact.part_places + np.array([errors["cop_foot_fraction"], 0.0])
        return replace(exact, **changed)


ANGLES = {
    f"{joint}_{side}" for joint in ("hip_flexion", "knee_flexion", "shank_inclination") for side in ("left", "right")
}
ANGLES |= {
    "trunk_inclination",
    "trunk_from_standing",
    "trunk_minus_shank",
    "pelvis_turn",
    "knee_difference",
    "reach_down",
}
SPINE = {"lumbar_flexion", "thoracic_flexion", "neck_flexion"}
LENGTHS = {"pelvis_back", "pelvis_down", "pelvis_shift", "weight_left", "wall_gap", "heel_lift"}
LENGTHS |= {f"dowel_gap_{contact}" for contact in CONTACTS}
FOOT = {"cop_foot_fraction"}
KINDS = {"angle": ANGLES, "spine": SPINE, "length": LENGTHS, "foot": FOOT}


@dataclass(frozen=True)
class NoJudge:
    """The rules alone: no classifier has its say."""

    def judge(self, frames: object) -> Verdict:
        """Unsure of everything."""
        return Verdict(Label.UNSURE, {}, None, None)


def coach_of(drill: SimulatedDrill, judge: object | None = None) -> Drill:
    """A drill with this person's own knee allowance."""
    found = Drill(wall_tap(), faults(), Coach(cues()), judge or NoJudge())
    found.knee_allowance = Reach(drill.person.body, reach()).allowance(drill.wall_distance_m)
    return found


def play_exact(drill: SimulatedDrill, tables: Tables, judge: object | None) -> None:
    """A drill's measures through the coaching."""
    coach, found = coach_of(drill, judge), []
    for time_s, exact, noisy in Exact(drill).frames(FPS):
        if exact.pelvis_back is None:
            coach.abandon()
            continue
        event = coach.update(time_s, noisy)
        if event.finished is not None:
            found.append(event.finished)
        tables.zones.append(zone(exact.cop_foot_fraction) is zone(noisy.cop_foot_fraction))
    last = coach.finish()
    tables.add_reps(list(drill.reps), found if last is None else [*found, last])


def play_depth(drill: SimulatedDrill, tables: Tables) -> None:
    """A drill's depth through the whole line, which is told nothing else."""
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m, kind=DrillKind.WALL_TAP)
    exact, found, limits = Exact(drill), [], np.array([dowel().lost_at_m(c) for c in CONTACTS])
    trackers = [ContactTracker(dowel()) for _ in range(2)]
    for frame in drill.frames():
        moment = trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth))
        if moment.finished is not None:
            found.append(moment.finished)
        measured, true = moment.measures, exact.measures(drill.pose_at(frame.time_s))
        if measured.cop_foot_fraction is not None:
            tables.zones.append(zone(true.cop_foot_fraction) is zone(measured.cop_foot_fraction))
        if measured.wall_gap is not None:
            tables.gap_errors.append(measured.wall_gap - drill.wall_gap(frame.time_s))
        if measured.dowel_gap_head is not None:
            gaps = np.array([[getattr(m, f"dowel_gap_{c}") for c in CONTACTS] for m in (true, measured)])
            tables.rod_errors.append(gaps[1] - gaps[0])
            tables.rod_lost.append((gaps[0] > limits, gaps[1] > limits))
            for tracker, gap in zip(trackers, (true, measured), strict=True):
                tracker.update(frame.time_s, gap)
            tables.rod_told.append(tuple(np.isin(CONTACTS, tracker.lost) for tracker in trackers))
    last = trainer.finish()
    tables.add_reps(list(drill.reps), found if last is None else [*found, last])


def drills_of(
    person: SimulatedPerson, movements: list[str], placement: Placement, fps: float
) -> Iterator[SimulatedDrill]:
    """Sets of a few reps each, clean ones among them; what this person cannot do is left out, and said."""
    for start in range(0, len(movements), 4):
        some = movements[start : start + 4]
        for attempt in range(3):
            try:
                seed = 1000 * person.seed + 10 * start + attempt
                yield SimulatedDrill(person, len(some) + 2, some, None, placement, fps=fps, seed=seed)
                break
            except UsageError:
                some = some[:-1] if attempt else some


def idle(people: list[SimulatedPerson], seconds: float, depth: bool) -> tuple[float, Counter[str]]:
    """At least so many seconds of things that are no rep, and the reps counted in them, by what was being done."""
    done, counted, seed = 0.0, Counter[str](), 0
    while done < seconds:
        person = people[seed % len(people)]
        names = [str(n) for n in np.random.default_rng([seed, 13]).permutation(ACTIVITIES)]
        seed += 1
        try:
            placement = list(PLACEMENTS.values())[seed % len(PLACEMENTS)]
            drill = SimulatedDrill(
                person, 0, placement=placement, activities=names, seed=seed, fps=15.0 if depth else FPS
            )
            reps = reps_by_depth(drill) if depth else reps_by_measures(drill)
        except UsageError:  # Somebody who loses their balance, perhaps only as they sway.
            continue
        done += drill.duration_s
        for rep in reps:
            doing = [name for name, start, end in drill.performance.asides if start < rep.end_s and end > rep.start_s]
            counted[doing[0] if doing else "standing"] += 1
    return done, counted


def reps_by_measures(drill: SimulatedDrill) -> list[Rep]:
    """The reps that the coaching finds in exact measures with noise."""
    coach, found = coach_of(drill), []
    for time_s, exact, noisy in Exact(drill).frames(FPS):
        if exact.pelvis_back is None:
            coach.abandon()
        else:
            found.append(coach.update(time_s, noisy).finished)
    return [rep for rep in [*found, coach.finish()] if rep is not None]


def reps_by_depth(drill: SimulatedDrill) -> list[Rep]:
    """Those that the whole line finds."""
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m)
    frames = (DepthFrame(frame.index, frame.time_s, frame.depth) for frame in drill.frames())
    found = [trainer.step(frame).finished for frame in frames]
    return [rep for rep in [*found, trainer.finish()] if rep is not None]


def near_misses(count: int) -> int:
    """Taps found in so many approaches that end 20 mm before the wall, with noise of the gap's size."""
    from depthhinge.drills.taps import TapDetector

    generator, taps = np.random.default_rng(5), 0
    for _ in range(count):
        found = TapDetector(wall_tap())
        way = 0.2 - 0.18 * np.sin(np.linspace(0.0, np.pi, 90))
        for k, gap in enumerate(way + generator.normal(0.0, NOISE["length"], 90)):
            found.update(k / FPS, float(gap))
        taps += len(found.taps)
    return taps


def time_measures(person: SimulatedPerson) -> tuple[float, float]:
    """Milliseconds that all measures of a frame take, median and 99th percentile."""
    drill = SimulatedDrill(person, 1, seed=1)
    exact = Exact(drill)
    bodies = [exact.tracked(drill.pose_at(2.0 + k / 30.0)) for k in range(60)]
    spent = []
    for body in bodies * 5:
        begun = time.thread_time()
        exact.measures_of(body)
        spent.append(1e3 * (time.thread_time() - begun))
    return float(np.median(spent[60:])), float(np.percentile(spent[60:], 99))


@dataclass(frozen=True)
class WallSet:
    """The wall that was set to somebody, metres from the heels."""

    seed: int
    first_m: float
    true_m: float
    """The farthest at which they do not round."""
    result: WallResult | None
    """None: no end was found."""

    @property
    def near(self) -> bool:
        """Whether it is right to an inch."""
        found = None if self.result is None else self.result.distance_m
        return found is not None and abs(found - self.true_m) <= wall_protocol().step_m + 1e-6

    @property
    def right(self) -> bool:
        """Whether the reason is."""
        return self.result is not None and self.result.limit is Limit.BACK

    def print(self) -> None:
        """In inches."""
        found = "never set"
        if self.result is not None:
            where = self.result.distance_m
            found = f"found {'none' if where is None else f'{where / INCH_M:.0f}'}, {self.result.limit}"
        first, true = self.first_m / INCH_M, self.true_m / INCH_M
        _row(f"  person {self.seed}", f"first wall at {first:.0f} in, true {true:.0f}, {found}")


def calibrate(person: SimulatedPerson) -> WallSet:
    """Set the wall of somebody whose hamstrings end at a known distance.

    Beyond the distance that takes that range they round, as people do.
    """
    body_reach = Reach(person.body, reach())
    settings = wall_protocol()
    generator = np.random.default_rng([person.seed, 91])
    protocol = WallProtocol(settings, body_reach.farthest.reach_m)
    protocol.begin(_standing_seat(person))
    distances = np.arange(protocol.first_m, body_reach.farthest.reach_m - 0.02, settings.step_m)
    true = float(generator.choice(distances[: max(len(distances) - 1, 1)]))
    for tries in range(12):
        if protocol.result is not None:
            break
        distance = protocol.distance_m
        movements = [] if distance <= true + 1e-6 else ["rounded_lumbar:clinical"] * 3
        for rep in _reps_at(person, distance, movements, 100 * person.seed + tries):
            if protocol.result is None and protocol.distance_m == distance:
                protocol.take(rep)
    return WallSet(person.seed, protocol.first_m, true, protocol.result)


def _standing_seat(person: SimulatedPerson) -> float:
    """Metres behind the heels, as it is measured in the first second of standing."""
    drill = SimulatedDrill(person, 0, seed=person.seed)
    gaps = [noisy.wall_gap for time_s, _, noisy in Exact(drill).frames(FPS) if time_s < LAST_S]
    return drill.wall_distance_m - float(np.median([gap for gap in gaps if gap is not None]))


def _reps_at(person: SimulatedPerson, distance: float, movements: list[str], seed: int) -> list[Rep]:
    """What the coach sees of three reps at a distance; another draw where the person would fall."""
    for attempt in range(5):
        try:
            drill = SimulatedDrill(person, 3, movements, distance, seed=10 * seed + attempt)
            coach, found = coach_of(drill), []
            for time_s, _, noisy in Exact(drill).frames(FPS):
                event = coach.update(time_s, noisy)
                if event.finished is not None:
                    found.append(event.finished)
        except UsageError:
            continue
        last = coach.finish()
        return found if last is None else [*found, last]
    return []


def played(play: Callable[[], None]) -> None:
    """Play a set; one in which the person loses their balance is left out, and said."""
    try:
        play()
    except UsageError as problem:
        print(f"a set left out: {problem}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2, help="simulated people, none of them used in development")
    parser.add_argument("--first", type=int, default=9000, help="number of the first of them")
    parser.add_argument("--depth", action="store_true", help="through rendered depth and the whole line")
    parser.add_argument("--back", help=f"how all their spines stand at rest: {', '.join(backs())}; else each its own")
    parser.add_argument("--rules-only", action="store_true", help="without the classifier's say")
    parser.add_argument("--calibrate", type=int, default=0, metavar="N", help="set the wall of N people as well")
    parser.add_argument("--idle", type=float, default=0.0, metavar="MINUTES", help="so long of things that are no rep")
    chosen = parser.parse_args()
    people = [SimulatedPerson.draw(chosen.first + k, "test") for k in range(chosen.people)]
    if chosen.back:
        people = [replace(person, curves=OwnCurves.named(chosen.back)) for person in people]
    movements = [f"{fault}:{severity}" for severity in SEVERITIES for fault in FAULTS]
    if chosen.idle:
        done, counted = idle(people, 60.0 * chosen.idle, chosen.depth)
        what = ", ".join(f"{name} {count}" for name, count in counted.most_common()) or "none"
        _row("no reps", f"{done / 60.0:.1f} minutes, counted: {what}")
    elif chosen.depth:
        for name, placement in PLACEMENTS.items():
            tables = Tables()
            for person in people:
                for drill in drills_of(person, [m for m in movements if m.endswith("clinical")], placement, 15.0):
                    played(lambda drill=drill, tables=tables: play_depth(drill, tables))
            print(f"\n== depth, {name}, {len(people)} people")
            tables.print()
    elif people:
        tables = Tables()
        judge = NoJudge() if chosen.rules_only else RepClassifier.load()
        for person in people:
            for drill in drills_of(person, movements, Placement(), FPS):
                played(lambda drill=drill, tables=tables: play_exact(drill, tables, judge))
        print(f"\n== exact measures with noise, {len(people)} people")
        tables.print()
        _row("near misses", f"{near_misses(200)} taps in 200 approaches to 20 mm")
    if people:
        median, worst = time_measures(people[0])
        _row("all measures", f"{median:.2f} ms median, {worst:.2f} ms 99th percentile")
    if chosen.calibrate:
        found = []
        for k in range(chosen.calibrate):
            found.append(calibrate(SimulatedPerson.draw(chosen.first + k, "test")))
            found[-1].print()
        near, right = sum(wall.near for wall in found), sum(wall.right for wall in found)
        _row(
            "wall set",
            f"{len(found)} people, within an inch {_share(near, len(found))}, reason right {_share(right, len(found))}",
        )


if __name__ == "__main__":
    main()
