"""The line, from a depth frame to a verdict: start reading here.

    camera -> scene -> tracker -> measures -> drill -> view, voice, recording

A live camera, a recording and a simulated person differ only in what stands at the left end; the view and the session
take what comes out at the right. The same frames give the same moments, bit for bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.anthropometry import Length
from depthhinge.classifier.model import RepClassifier
from depthhinge.drills.cues import Coach
from depthhinge.drills.dowel import ContactTracker
from depthhinge.drills.drill import Drill, Event, Judge
from depthhinge.drills.moment import DrillKind, Moment, Phase
from depthhinge.drills.presence import Presence
from depthhinge.drills.rep import Rep
from depthhinge.drills.rod_watch import RodWatch
from depthhinge.drills.stance import Stance
from depthhinge.drills.viewpoint import Viewpoint
from depthhinge.drills.wall import Wall
from depthhinge.drills.wall_setter import WallSetter
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array
from depthhinge.measures.dowel import Rod
from depthhinge.measures.measure import Measurer
from depthhinge.measures.measures import Measures
from depthhinge.measures.seen_seat import SeenSeat
from depthhinge.measures.side_on import nearer_side
from depthhinge.measures.speed import Speed
from depthhinge.measures.travel import feet_moved
from depthhinge.scene.scene import PersonView, Scene
from depthhinge.settings import cues, dowel, faults, reach, wall_tap
from depthhinge.tracking.shape_estimate import ShapeMeasurement, lengths_of
from depthhinge.tracking.tracked_body import TrackedBody
from depthhinge.tracking.tracker import Tracker

NOBODY = np.empty((0, 3), np.float32)
STEP_FRAMES = 3
"""Frames running that a foot must be elsewhere before it has stepped: the fit of a hidden foot jumps now and then."""


@dataclass(frozen=True)
class FittedPerson:
    """Who was tracked."""

    stature_m: float | None
    shape: list[float]
    """Components of the body model, standard deviations; empty when nobody was seen."""
    measured: ShapeMeasurement | None = None
    """What it rests on, once they have stood still for a second."""

    @property
    def lengths(self) -> dict[str, Length]:
        """Stature and segments (`body.anthropometry`); empty until then."""
        return {} if self.measured is None else lengths_of(self.measured.estimate)


class Trainer:
    """Understands one camera's frames, one after another."""

    def __init__(
        self,
        info: CameraInfo,
        wall_distance_m: float,
        judge: Judge | None = None,
        language: str = "en",
        kind: DrillKind = DrillKind.WALL_TAP,
        real_wall: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """
        Args:
            info: the camera that the frames come from.
            wall_distance_m: from the midpoint of the heels to the virtual wall; the dowel drill has none.
            judge: who says what a rep was; the shipped classifier by default.
            language: of the cues, one of `settings.languages()`.
            kind: which drill.
            real_wall: whether a real wall within reach behind the person is the drill's wall. If not, it still is where
                it stands nearer than the virtual one.
            clock: seconds, for the times of the stages; no result depends on it.

        Raises:
            SettingsError: a calibration file is missing or wrong.
        """
        self._settings = wall_tap()
        self._scene = Scene(info)
        self._tracker = Tracker(info)
        self._stance = Stance(self._settings)
        self._texts = cues(language)
        self.kind, self.language, self.real_wall = kind, language, real_wall
        self._walls = WallSetter(self._settings, reach(), wall_distance_m, real_wall)
        self._drill = Drill(
            self._settings,
            faults(),
            Coach(self._texts),
            judge or RepClassifier.load(),
            ContactTracker(dowel()) if kind is DrillKind.DOWEL else None,
        )
        self._measurer: Measurer | None = None
        self._rod_watch = RodWatch(self._scene.grid.intrinsics)
        self._rod: Rod | None = None
        """In this frame."""
        self._seen_seat: SeenSeat | None = None
        self._gap_speed = Speed()
        self._stepped_for = 0
        self._stepped = False
        """They have, and nothing was said of it yet."""
        self._words: list[str] = []
        """To be said, one a frame."""
        self._ended: Event | None = None
        """What they did before they stepped, in this frame."""
        self._presence = Presence()
        self._viewpoint = Viewpoint(kind)
        self._notes: list[str] = []
        self._seen_side: str | None = None
        self._clock = clock

    def step(self, frame: DepthFrame) -> Moment:
        """Understand one frame."""
        laps = _Laps(self._clock)
        noted = set(self.notes)
        view = self._scene.update(frame)
        if view is not None:
            view = self._rod_watch.take_out(view, expected=self.kind is DrillKind.DOWEL)
        laps.lap("scene")
        body = self._tracker.update(view, self._scene)
        laps.lap("fit")
        tracked = body is not None and body.tracked and self._tracker.shape_fitted
        self._ended = None
        absence = self._presence.returned(frame.time_s, view is not None)
        if absence is not None:
            self._notes.append(absence)
            self._begin_anew()
        if tracked and body is not None:
            self._follow_shape()
            self._set_stance(body, frame.time_s)
        measures = self._measure(body if tracked else None, frame.time_s)
        laps.lap("measures")
        event = self._drill.update(frame.time_s, measures) if measures.pelvis_back is not None else self._ended
        laps.lap("drill")
        new = tuple(note for note in self.notes if note not in noted)
        return self._moment(frame, view, body, measures, event, new, laps.ms)

    def finish(self) -> Rep | None:
        """The frames have ended: the rep that was nearly over then, if any."""
        return self._drill.finish()

    def move_wall(self, distance_m: float) -> None:
        """The wall, now or once it is set, `distance_m` metres behind the heels."""
        self._walls.move(distance_m)
        self._drill.wall_moved()
        self._fit_drill_to_wall()

    @property
    def farthest_wall_m(self) -> float:
        """What the person tracked can reach at all, metres; infinite while that is not known."""
        return self._walls.farthest_m

    @property
    def wall(self) -> Wall | None:
        """None until the person has stood still long enough to set it."""
        return self._walls.wall

    @property
    def room_from_camera(self) -> Array | None:
        """(4, 4), once the floor is known."""
        return None if self._scene.floor is None else self._scene.floor.room_from_camera

    @property
    def person_cells(self) -> NDArray[np.bool_]:
        """(rows, columns) of the scene's grid: where the person was in the last frame, for who records them."""
        return self._scene.person_cells

    @property
    def person(self) -> FittedPerson:
        """Who was tracked, as far as is known."""
        fitted = self._tracker.person
        if fitted is None:
            return FittedPerson(None, [])
        return FittedPerson(fitted.body.stature, [float(c) for c in fitted.body.shape], self._tracker.shape_measured)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the results should know, plain sentences."""
        return (*self._scene.notes, *self._notes, *self._walls.notes, *self._rod_watch.notes)

    def _follow_shape(self) -> None:
        """Once the person's shape is learned anew, their standing is too."""
        before = self._measurer
        if self._measurer_now() is not before:
            self._stance.renew()

    def _set_stance(self, body: TrackedBody, time_s: float) -> None:
        """Keep the person's own posture and the wall behind it, as they stand or after they stepped."""
        reference = self._stance.reference
        if reference is not None:
            moved = feet_moved(body.joints, reference, self._seen_side) > self._settings.step_m
            self._stepped_for = self._stepped_for + 1 if moved else 0
            if self._stepped_for >= STEP_FRAMES:
                self._begin_anew(stepped=True)
                self._stepped_for, self._stepped = 0, True
        if self._drill.under_way:
            return
        self._drill.measured_roughly = not self._stance.settled
        if self._stance.observe(body, time_s) and self._stance.reference is not None:
            standing = self._stance.reference
            self._notes += self._viewpoint.stand(standing, body.evidence, self._scene.camera_position)
            if self.kind is DrillKind.DOWEL:
                if self.room_from_camera is not None:
                    dowel_of_body = self._measurer_now().dowel
                    self._rod_watch.stand(body, standing, dowel_of_body, self.room_from_camera)
                return
            self._seen_side = nearer_side(standing, self._scene.camera_position)
            heels = self._measurer_now().heels.line(standing, self._seen_side)
            if body.posed is not None:
                self._walls.learn(body.posed.body)
            self._walls.look_behind(time_s, self._scene.standing_still, heels, standing.facing)
            self._walls.put(heels, standing.facing)
            self._fit_drill_to_wall()

    def _begin_anew(self, stepped: bool = False) -> None:
        """Whoever comes back, or has stepped, stands somewhere else."""
        self._stance.forget(stepped)
        self._ended = self._drill.leave()
        self._walls.forget()

    def _fit_drill_to_wall(self) -> None:
        self._drill.knee_allowance = self._walls.knee_allowance
        self._drill.wall_is_real = self.wall is not None and self.wall.real

    def _word(self) -> str | None:
        """What is to be said of the drill's place: that the wall has followed the feet, that the back is hidden."""
        if self._stepped and self._stance.settled and self.wall is not None:
            self._stepped = False
            self._words.append(self._texts["wall_moved"])
        for told in (self._viewpoint.words, self._walls.words):
            if told:
                self._words.append(self._texts[told.pop(0)])
        return self._words.pop(0) if self._words else None

    def _measure(self, body: TrackedBody | None, time_s: float) -> Measures:
        self._rod = None
        if body is None:
            return Measures()
        plane = None if self.wall is None else self.wall.plane
        rod = self._rod_along(body)
        self._rod = rod if self.kind is DrillKind.DOWEL else None
        measures = self._measurer_now().measure(body, self._stance.reference, plane, self._seen_side, rod)
        gap = self._gap(time_s, body, measures.wall_gap)
        return replace(measures, wall_gap=gap, wall_gap_speed=self._gap_speed.update(time_s, gap))

    def _gap(self, time_s: float, body: TrackedBody, fitted: float | None) -> float | None:
        """The seat's distance to the wall: by its outline as well, where someone side-on shows it."""
        if fitted is None or self.wall is None or self._seen_side is None or self._seen_seat is None:
            return fitted
        return self._seen_seat.gap(time_s, body, self.wall.plane, fitted)

    def _rod_along(self, body: TrackedBody) -> Rod | None:
        """The real rod where the dowel drill sees one, else the virtual one: its gaps tell of any hinge's rounding."""
        standing, camera = self._stance.reference, self.room_from_camera
        if standing is None or camera is None:
            return None
        real = self._rod_watch.rod(body, standing, camera)
        return real or self._measurer_now().rod(body, standing, camera[:3, 3])

    def _measurer_now(self) -> Measurer:
        """Of the person tracked now; made anew when their shape has been learned."""
        assert self._tracker.person is not None
        if self._measurer is None or self._measurer.body is not self._tracker.person.body:
            self._measurer = Measurer.of(self._tracker.person.body)
            self._seen_seat = SeenSeat.of(self._tracker.person.body, self._measurer.glutes)
        return self._measurer

    def _moment(
        self,
        frame: DepthFrame,
        view: PersonView | None,
        body: TrackedBody | None,
        measures: Measures,
        event: Event | None,
        notes: tuple[str, ...],
        laps: dict[str, float],
    ) -> Moment:
        present = Phase.SETUP if body is not None and body.tracked else Phase.ABSENT
        return Moment(
            index=frame.index,
            time_s=frame.time_s,
            points=NOBODY if view is None else view.points.astype(np.float32),
            body=body,
            measures=measures,
            wall=self.wall,
            phase=present if event is None else event.phase,
            rep=None if event is None else event.rep,
            tap=None if event is None else event.tap,
            finished=None if event is None else event.finished,
            touching=event is not None and event.touching,
            rod=self._rod,
            lost_contacts=self._drill.lost_contacts,
            cue=event.cue if event is not None and event.cue is not None else self._word(),
            notes=notes,
            stage_ms=laps,
        )


class _Laps:
    """Times the stages of a frame, milliseconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.ms: dict[str, float] = {}
        self._clock = clock
        self._last = clock()

    def lap(self, stage: str) -> None:
        now = self._clock()
        self.ms[stage] = 1e3 * (now - self._last)
        self._last = now
