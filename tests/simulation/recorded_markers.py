"""Markers whose truth is known, as a laboratory would have recorded them."""

from dataclasses import replace

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.body.model import Body
from depthhinge.geometry import Array, rotation_about
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.recorded.inverse_kinematics import MarkedBody
from depthhinge.simulation.recorded.marker_sets import MarkerSet
from depthhinge.simulation.recorded.person import SHAPES, person_with
from depthhinge.simulation.recorded.skin import MARKER_HEIGHT_M, patches
from depthhinge.simulation.recorded.trc import Markers

NAMES = (
    *("C7", "L.ASIS", "r.ASIS", "L.PSIS", "r.PSIS", "L_HJC", "R_HJC", "L_knee", "r_knee", "L_ankle", "r_ankle"),
    *("L_calc", "r_calc", "L_toe", "r_toe", "L_5meta", "r_5meta", "L_Shoulder", "R_Shoulder"),
    *("L_elbow_lat", "R_elbow_lat", "L_wrist_radius", "R_wrist_radius", "L_thigh1", "r_thigh1", "r_sh2", "L_sh2"),
)


def _stuck_on(body: Body, marker_set: MarkerSet) -> Array:
    """(n, 3) places of the markers, those that lie on the skin where the skin of `body` is."""
    places = marker_set.guess(body)
    for m, patch in zip(marker_set.on_skin.nonzero()[0], patches(places[marker_set.on_skin], body), strict=True):
        off = MARKER_HEIGHT_M - (places[m] - patch.place(body.vertices)) @ patch.outward
        places[m] += off * patch.outward
    return places


def synthetic(shape: Array | None = None) -> tuple[Markers, list[Pose]]:
    """Markers of a person who squats a little, facing the laboratory's x; of a middling shape if none is given."""
    body = SHAPES.body(0.5 * np.cos(np.arange(SHAPES.n_numbers)) if shape is None else shape)
    blank = Markers(NAMES, np.arange(2.0), np.zeros((2, len(NAMES), 3)))
    marker_set = MarkerSet.of(blank)
    marked = MarkedBody(body, marker_set.segments, _stuck_on(body, marker_set), marker_set.weights)
    footing = Footing(person_with(body))
    into_lab = rotation_about([0.0, 1.0, 0.0], np.pi / 2.0)
    poses = []
    for share in np.sin(np.linspace(0.0, np.pi, 40)) ** 2:
        posture = Posture(knee=0.2 + 1.1 * share, pelvis_pitch=0.05 + 0.5 * share, lumbar=0.3 * share)
        pose = footing.pose(posture)
        poses.append(replace(pose, rotation=into_lab @ pose.rotation, position=into_lab @ pose.position + [0.2, 0, 1]))
    points = np.array([marked.markers(pose) for pose in poses])
    return Markers(NAMES, np.arange(len(poses)) / 30.0, points), poses
