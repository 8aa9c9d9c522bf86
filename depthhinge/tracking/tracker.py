"""The skeleton fit over time: find the person, learn their shape, follow them, know when they are lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.frames import CameraInfo
from depthhinge.scene.noise import depth_noise_coefficient, edge_fattening_px
from depthhinge.scene.scene import PersonView, Scene
from depthhinge.tracking.arms import arms_may_have_dropped, with_arms_hanging
from depthhinge.tracking.evidence import (
    body_is_tracked,
    draw,
    joints_seen,
    segment_evidence,
    silhouette_overlap,
)
from depthhinge.tracking.feet import Feet, Foot
from depthhinge.tracking.flicker import Flicker
from depthhinge.tracking.folding import bends_the_back_first
from depthhinge.tracking.full_height import FullHeight
from depthhinge.tracking.lessons import Keyframe, Lessons, stood_still
from depthhinge.tracking.matching import match_points
from depthhinge.tracking.observation import observe
from depthhinge.tracking.posed_surface import pose_surface
from depthhinge.tracking.prediction import carried_on
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.relief import with_relief
from depthhinge.tracking.seen_outline import seen_outline
from depthhinge.tracking.shape_estimate import ShapeMeasurement
from depthhinge.tracking.shape_fit import fit_shape, shape_of_stature
from depthhinge.tracking.solver import Evidence, Fitted, Person, fit_pose
from depthhinge.tracking.start import (
    FINE_ITERATIONS,
    SIDE_ON,
    cost_of,
    find,
    heading_of,
    hinged,
    off_square,
    swivelled,
    turned,
)
from depthhinge.tracking.surface import Surface
from depthhinge.tracking.terms import Planted
from depthhinge.tracking.tracked_body import TrackedBody
from depthhinge.tracking.weights import Weights

ITERATIONS = 4
MORE_ITERATIONS = 4
"""After a foot was freed."""
LOST_FRAMES = 4
"""Frames running that are not tracked before the person is looked for anew."""
SEARCH_EVERY = 6
"""Frames between searches while nothing is found: a search costs as much as twenty frames."""
DOUBT_EVERY = 5
"""Frames before a pose that bends the back first is doubted again: to try a hinge costs as much as a frame or more."""
HOPELESS = 1.2
"""Times a pose's cost at which a hinge is given up at a glance: of 93 that were tried in 32 recordings none came down
from there to be clearly better, and those that were had 0.98 of it by then."""
CLEARLY_LESS = 0.9
"""Share of another's cost at which a pose is clearly better: where the fit had slipped, a hinge's was 0.8 and less."""
STEPPING = 0.95
"""Share of a planted pose's cost at which a pose with that foot free is the better one: freedom alone is worth some."""
LIFT_EVERY = 30
"""Frames after which one foot that nothing seems to pull is tried free all the same, the feet in turn: one that came to
stand in a wrong place, as somebody knelt, would stay there. It costs as much as half a frame. A wrongly planted foot's
cost fell to 0.65-0.85, others' to 0.945 and more."""
ARMS_EVERY = 15
"""Frames after which arms of who is bent over are looked for below their shoulders. Where they had dropped unnoticed
the cost fell to 0.6-0.85, else to 0.94 and more."""
UNSEEN_FLOOR_SIGMA = 0.02
"""Metres to which a floor is known that nobody saw: a camera that is 3 deg off level, half a step away."""
ADULT_STATURE = (1.45, 2.05)
"""Metres; what a first height measured from the top of the head is held to."""
HEAD_CLEARANCE = 1.005
"""The highest cell of a head lies half a cell below its top."""


@dataclass(frozen=True)
class Fit:
    """A frame's pose with its surface and what speaks for it."""

    fitted: Fitted
    body: TrackedBody


class Tracker:
    """Follows one person; `update` is the second stage of the line."""

    def __init__(self, info: CameraInfo, weights: Weights | None = None) -> None:
        self._noise = depth_noise_coefficient(info)
        self._flicker = None if info.stereo_baseline_m else Flicker(self._noise)
        self._fattening_px = edge_fattening_px(info)
        self._weights = weights or Weights()
        self._priors = Priors.of(self._weights)
        self._standing_priors = Priors.of(self._weights, standing=True)
        self._model = BodyModel.load()
        self._base = Surface.of(self._model.person())
        self._stranger: Person | None = None
        """An average adult of this one's height."""
        self.person: Person | None = None
        self.shape_fitted = False
        self.shape_measured: ShapeMeasurement | None = None
        """Once it was learned from standing."""
        self._feet = Feet.of(self._base)
        self._pose: Pose | None = None
        self._earlier: Pose | None = None
        """A frame before, where the movement from then to `_pose` is to be believed."""
        self._lost_for = 0
        self._believed = 0
        """Frames since one was last doubted."""
        self._since_lift = 0
        """Frames since a planted foot was last tried free."""
        self._since_arms = 0
        """Frames since they were last looked for."""
        self._lessons = Lessons()
        self._full_height: FullHeight | None = None
        """Of who was first seen low."""
        self._heading: float | None = None
        """Radians, when they were last tracked."""
        self._seated_heading: float | None = None
        """The way who then got up had faced: thighs show it plainly, a stranger who stands does not."""

    def update(self, view: PersonView | None, scene: Scene) -> TrackedBody | None:
        """The posed body in a frame; None when nobody is in view."""
        if view is None or scene.floor is None or len(view.cells) == 0:
            self._pose = None
            self._feet.release()
            return None
        if self._flicker is not None:
            self._noise = self._flicker.coefficient(view)
        fattening = self._fattening_px / scene.grid.stride
        evidence = observe(view, scene.floor.room_from_camera, scene.grid.intrinsics, self._noise, fattening)
        if self.person is None:
            top = _top_of_head(view)
            person = self._meet(top)
            if top < ADULT_STATURE[0]:
                # Who seems smaller than adults are sits, or bends.
                self._full_height = FullHeight(person.body.stature)
            if not scene.floor.seen:
                # Such a floor lies under the lowest of the person that is seen, and black soles mostly are not.
                self._weights = self._weights._replace(shoe_sole=0.0, floor_sigma=UNSEEN_FLOOR_SIGMA)
        elif self._full_height is not None and self._full_height.reached(top := _top_of_head(view)):
            self._meet(top)
            self._full_height, self._seated_heading = None, self._heading
        fit = self._follow(evidence) if self._pose is not None else self._search(evidence)
        if not fit.body.tracked:
            self._earlier = None
            fit = self._recover(fit, evidence)
        self._pose = fit.fitted.pose
        if self.shape_fitted:
            self._feet.follow(fit.fitted.posed)
        if fit.body.tracked:
            self._heading = heading_of(fit.fitted.pose)
        if fit.body.tracked and (frames := self._lessons.take(fit.fitted.pose, evidence)) is not None:
            self._learn_shape(frames)
        return replace(fit.body, outline=seen_outline(view, evidence.silhouette, evidence.camera, fattening))

    def _follow(self, evidence: Evidence) -> Fit:
        assert self.person is not None
        assert self._pose is not None
        expected = self._pose if self._earlier is None else carried_on(self._earlier, self._pose)
        self._earlier = self._pose
        fitted = self._fit(expected, evidence, ITERATIONS, expected)
        found = self._examine(fitted, evidence)
        self._since_lift += 1
        if foot := self._feet.stepping(fitted.posed, found.body.evidence):
            found = self._or_stepping(found, foot, expected, evidence, STEPPING)
        elif self._since_lift >= LIFT_EVERY and (foot := self._feet.next_planted()):
            self._since_lift = 0
            found = self._or_stepping(found, foot, expected, evidence, CLEARLY_LESS)
        self._since_arms += 1
        if self._since_arms >= ARMS_EVERY and arms_may_have_dropped(found.body.joints):
            self._since_arms = 0
            found = self._or_arms_hanging(found, evidence)
        self._believed += 1
        if self._believed > DOUBT_EVERY and bends_the_back_first(found.fitted.pose, self._priors.rest):
            self._believed = 0
            found = self._or_hinged(found, evidence)
        return found

    def _or_stepping(self, fit: Fit, foot: Foot, expected: Pose, evidence: Evidence, share: float) -> Fit:
        """The fit, or one in which a foot has left its place where that costs no more than a share of it."""
        free = self._fit(fit.fitted.pose, evidence, MORE_ITERATIONS, expected, self._feet.planted(but=foot))
        if not self._costs_less(free, fit, evidence, share):
            return fit
        foot.release()
        return self._examine(free, evidence)

    def _or_arms_hanging(self, fit: Fit, evidence: Evidence) -> Fit:
        """The fit, or one that began with the arms below the shoulders where that explains the frame better."""
        start = with_arms_hanging(fit.fitted.pose, fit.body.segment_rotations)
        other = self._fit(start, evidence, MORE_ITERATIONS, start)
        if not self._costs_less(other, fit, evidence, CLEARLY_LESS):
            return fit
        self._earlier = None
        return self._examine(other, evidence)

    def _costs_less(self, other: Fitted, fit: Fit, evidence: Evidence, share: float) -> bool:
        """Whether another pose costs at most a share of what the fit's does."""
        assert self.person is not None
        costs = [cost_of(self.person, one.posed, evidence) for one in (fit.fitted, other)]
        return costs[1] <= share * costs[0]

    def _or_hinged(self, fit: Fit, evidence: Evidence) -> Fit:
        """The fit, or one that began from a hinge with a straight back where that explains the frame better."""
        assert self.person is not None
        cost = cost_of(self.person, fit.fitted.posed, evidence)
        heading = heading_of(fit.fitted.pose)
        other = hinged(self.person, evidence, self._weights, self._priors, heading, worst=HOPELESS * cost)
        if other.cost > CLEARLY_LESS * cost:
            return fit
        self._earlier = None
        return self._examine(other.fitted, evidence)

    def _search(self, evidence: Evidence) -> Fit:
        assert self.person is not None
        self._feet.release()
        self._earlier = None
        # Once the shape says which way they face, a person lost for a moment has not turned round.
        known = heading_of(self._pose) if self.shape_fitted and self._pose is not None else self._seated_heading
        best = find(self.person, evidence, self._weights, self._priors, known)
        return self._examine(best.fitted, evidence)

    def _recover(self, fit: Fit, evidence: Evidence) -> Fit:
        """Look anew once lost for a while; keep what explains the frame better."""
        assert self.person is not None
        self._lost_for += 1
        if self._lost_for < LOST_FRAMES or (self._lost_for - LOST_FRAMES) % SEARCH_EVERY:
            return fit
        anew = self._search(evidence)
        costs = [cost_of(self.person, one.fitted.posed, evidence) for one in (fit, anew)]
        if self.shape_fitted:
            assert self._stranger is not None
            strange = find(self._stranger, evidence, self._weights, self._priors)
            if strange.cost < CLEARLY_LESS * min(costs):
                # A shape that explains less than a stranger's was learned wrongly, or is somebody else's.
                self._become(self._stranger)
                return self._examine(strange.fitted, evidence)
        return anew if costs[1] < costs[0] else fit

    def _fit(
        self, start: Pose, evidence: Evidence, iterations: int, before: Pose, planted: Planted | None = None
    ) -> Fitted:
        assert self.person is not None
        return fit_pose(
            self.person,
            start,
            evidence,
            self._weights,
            self._priors,
            iterations=iterations,
            before=before,
            planted=self._feet.planted() if planted is None else planted,
        )

    def _examine(self, fitted: Fitted, evidence: Evidence) -> Fit:
        assert self.person is not None
        surface, (pose, posed, factor) = self.person.surface, fitted
        drawn = draw(posed, surface, evidence.camera)
        segments = segment_evidence(surface, posed, drawn, evidence)
        placed = forward(self.person.body, pose)
        matched = match_points(evidence.measured, posed, evidence.camera)
        offset = evidence.measured.points - posed.points[matched]
        residual = float(np.median(np.abs(np.einsum("pa,pa->p", posed.normals[matched], offset))))
        overlap = silhouette_overlap(drawn, evidence.silhouette)
        tracked = body_is_tracked(segments, overlap)
        if tracked:
            self._lost_for = 0
        body = TrackedBody(
            tracked=tracked,
            joints=placed.joints(),
            joint_seen=joints_seen(segments),
            segment_rotations=placed.rotations,
            segment_origins=placed.origins,
            residual_m=residual,
            evidence=segments,
            silhouette_overlap=overlap,
            pose=pose,
            posed=placed,
            information_factor=factor,
        )
        return Fit(fitted, body)

    def _meet(self, top: float) -> Person:
        """Take the person for an average adult as tall as the highest point over the floor, metres, says."""
        body = self._model.person(shape_of_stature(self._model, float(np.clip(top, *ADULT_STATURE))))
        self._stranger = Person(body, self._base.reshaped(body))
        self._become(self._stranger)
        return self._stranger

    def _become(self, stranger: Person) -> None:
        """From now on whoever is tracked is one of whom no more is known than this."""
        self.person = stranger
        self.shape_fitted = False
        self.shape_measured = None
        self._seated_heading = None
        self._pose = None
        self._lessons = Lessons()
        self._priors = Priors.of(self._weights)

    def _learn_shape(self, frames: list[Keyframe]) -> None:
        """Fit the shape to some frames, the newest of them last."""
        ways = [frames]
        if not self.shape_fitted and self._seated_heading is None:
            # In a stranger's shape a person can seem to face the other way: each way is given its own shape first.
            ways.append([frame._replace(pose=turned(frame.pose)) for frame in frames])
            off = off_square(frames[-1].pose, frames[-1].evidence.camera.position)
            if abs(off) < SIDE_ON:
                # From the side an outline hardly tells which shoulder is nearer, and no fit goes over to the other.
                ways.append([frame._replace(pose=swivelled(frame.pose, -off)) for frame in frames])
        _, self.person, pose = min((self._learn(way) for way in ways), key=lambda way: way[0])
        if not self.shape_fitted:
            self._pose = pose
            self._earlier = None
        self._feet.release()
        if not self.shape_fitted and stood_still(frames):
            # Whoever goes down at once leaves no moment in which a foot could be seen to rest.
            self._feet.plant(pose_surface(self.person.surface.skin, pose, frames[-1].evidence.camera))
        self.shape_fitted = True

    def _learn(self, kept: list[Keyframe]) -> tuple[float, Person, Pose]:
        """The shape that fits the frames from these poses: its cost in metres, the person and the last frame's pose."""
        assert self._stranger is not None
        frames = [frame.evidence for frame in kept]
        # Shape and posture explain much the same of a clothed surface: of who stands, the posture is known better.
        priors = self._standing_priors if all(frame.standing for frame in kept) else self._priors
        fits = [
            fit_pose(self._stranger, frame.pose, frame.evidence, self._weights, priors, iterations=FINE_ITERATIONS)
            for frame in kept
        ]
        person, poses, measurement = fit_shape(
            self._model, self._stranger, [fitted.pose for fitted in fits], frames, self._weights, priors
        )
        if self._lessons.done > 1:
            self.shape_measured = measurement
            fits = [
                fit_pose(person, pose, frame, self._weights, priors, iterations=ITERATIONS)
                for pose, frame in zip(poses, frames, strict=True)
            ]
            person = with_relief(person, fits, frames, self._weights)
            poses = [fitted.pose for fitted in fits]
            self._priors = self._priors.about(poses)
        cost = 0.0
        for pose, frame in zip(poses, frames, strict=True):
            pose, posed, _ = fit_pose(person, pose, frame, self._weights, priors, iterations=ITERATIONS)
            cost += cost_of(person, posed, frame) / len(frames)
        return cost, person, pose


def _top_of_head(view: PersonView) -> float:
    """Metres over the floor."""
    return HEAD_CLEARANCE * float(np.percentile(view.points[:, 1], 99.8))
