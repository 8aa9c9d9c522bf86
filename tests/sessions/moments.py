"""A small made-up drill: frames with and without a body, a tap and a judged rep."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINTS
from depthhinge.drills.moment import Moment, Phase
from depthhinge.drills.rep import Fault, Label, Rep, Tap, Verdict
from depthhinge.drills.wall import Wall
from depthhinge.frames import CameraInfo, Intrinsics
from depthhinge.measures.measures import Measures
from depthhinge.sessions.summary import Person, Summary
from depthhinge.sessions.writer import SessionWriter
from depthhinge.tracking.tracked_body import TrackedBody

CAMERA = CameraInfo("Made-up D435", "123", Intrinsics(848, 480, 420.0, 421.0, 424.0, 240.0), 0.001, 30.0)
WALL = Wall.behind(np.array([0.0, 0.0, -2.0]), np.array([1.0, 0.0, 0.0]), 0.2)
TAP = Tap(1.25, -0.002, 0.011)
REP = Rep(
    number=1,
    start_s=0.5,
    bottom_s=1.3,
    end_s=2.0,
    taps=(TAP,),
    verdict=Verdict(Label.HINGE, {"hinge": 0.9, "squat": 0.06, "toe_shifted": 0.04}, None, None),
    faults=(Fault("rounded", "amber", 1.3, "lumbar flexion 17 deg, amber from 15"),),
    cue="long spine",
    measures={"peak_knee_flexion_deg": 12.5, "peak_heel_lift_mm": None},
)


def body(tracked: bool = True) -> TrackedBody:
    """A body whose joints are numbered, and of whose joints only the first was seen."""
    n = len(JOINTS)
    return TrackedBody(
        tracked=tracked,
        joints=np.arange(3.0 * n).reshape(n, 3),
        joint_seen=np.arange(n) == 0,
        segment_rotations=np.zeros((0, 3, 3)),
        segment_origins=np.zeros((0, 3)),
        residual_m=0.012,
        evidence={},
        silhouette_overlap=0.8,
    )


def moments() -> list[Moment]:
    """Nobody; somebody measured; somebody guessed, with a tap; the rep's end."""
    nobody = np.zeros((0, 3), np.float32)
    measured = Measures(
        hip_flexion_left=np.pi / 2,
        wall_gap=-0.002,
        com=np.array([1.0, 2.0, 3.0]),
        cop_foot_fraction=0.4,
        heel_lift=float("nan"),
    )
    return [
        Moment(0, 0.0, nobody, None, Measures(), None, Phase.ABSENT, None, stage_ms={"scene": 1.0}),
        Moment(1, 1.0, nobody, body(), measured, WALL, Phase.DESCENT, 1, stage_ms={"scene": 2.0, "fit": 5.0}),
        Moment(2, 1.25, nobody, body(tracked=False), Measures(), WALL, Phase.BOTTOM, 1, tap=TAP),
        Moment(3, 2.0, nobody, body(), measured, WALL, Phase.LOCKOUT, 1, finished=REP),
    ]


def summary_of(writer: SessionWriter) -> Summary:
    """The summary of whatever was added."""
    return Summary(
        version="0.1.0",
        input=None,
        recording=None,
        camera=CAMERA,
        room_from_camera=np.eye(4),
        person=Person(1.75, (0.5, float("0.25"))),
        wall_distance_m=0.2,
        wall=WALL,
        counts=writer.counts,
        notes=("the floor was out of sight",),
        stage_ms=writer.stage_ms,
    )
