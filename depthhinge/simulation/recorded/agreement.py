"""Whether a driven body bends as its markers say, told by angles that need no body model.

Knee: between the lines from hip to knee and knee to ankle. Hip: between the trunk's line, from mid-hip to C7, and the
thigh's. Trunk: its line's lean from the vertical. All seen from the side, so that markers on the outside of a joint do
as well as its centre; changes from the most upright frame, so that where on the joint they sit cancels out.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import forward
from depthhinge.geometry import UP, Array
from depthhinge.simulation.recorded.movement import Fitted

ANGLES = ("knee_left", "knee_right", "hip_left", "hip_right", "trunk")

_POINTS = {
    "hip": ("{S}_HJC", "{s}hipjoint"),
    "knee": ("{s}_knee", "{S}KNE", "{s}femur"),
    "ankle": ("{s}_ankle", "{S}ANK", "{s}tibia"),
}
_NECK = ("C7", "thorax")
_FRONT_SPINES, _BACK_SPINES = ("{s}.ASIS", "{S}ASI"), ("{s}.PSIS", "{S}PSI")
_INWARD, _DOWN, _BACK = 0.14, 0.30, 0.22


def marker_angles(fitted: Fitted) -> Array:
    """(n_frames, 5) radians in the order of `ANGLES`, from the markers alone; NaN where one was not seen."""
    tracks: dict[str, Array] = {}
    for joint, patterns in _POINTS.items():
        for pair in fitted.marker_set.pairs(patterns)[:1]:
            for side, name in zip(SIDES, pair, strict=True):
                tracks[f"{side}_{joint}"] = fitted.markers.of(name)
    if "left_hip" not in tracks:
        tracks |= {f"{side}_hip": track for side, track in _hips_of_spines(fitted).items()}
    neck = next((name for name in _NECK if name in fitted.markers.names), None)
    if neck is not None:
        tracks["c7"] = fitted.markers.of(neck)
    return _angles(tracks, len(fitted.poses))


def body_angles(fitted: Fitted) -> Array:
    """(n_frames, 5) the same angles from the driven body's joint centres."""
    joints = np.array([forward(fitted.marked.body, pose).joints() for pose in fitted.poses])
    names = ["c7", *(f"{side}_{joint}" for side in SIDES for joint in _POINTS)]
    return _angles({name: joints[:, JOINT_INDEX[name]] for name in names}, len(joints))


def angle_errors_deg(fitted: Fitted) -> dict[str, float]:
    """Root mean square of body minus markers, degrees, as changes from the most upright frame; what can be compared."""
    markers, body = marker_angles(fitted), body_angles(fitted)
    upright = int(np.nanargmin(np.abs(body).sum(axis=1)))
    turned = (body - body[upright]) - (markers - markers[upright])
    # A leg that swings past the horizontal must not count as a whole turn.
    difference = np.rad2deg(np.arctan2(np.sin(turned), np.cos(turned)))
    return {
        name: float(np.sqrt(np.nanmean(difference[:, k] ** 2)))
        for k, name in enumerate(ANGLES)
        if np.isfinite(difference[:, k]).any()
    }


def _hips_of_spines(fitted: Fitted) -> dict[str, Array]:
    """Hip joint centres (n_frames, 3) by side from the markers on the iliac spines, where none were recorded.

    Bell AL, Pedersen DR, Brand RA (1990). *J Biomech* 23:617: of the distance between the anterior spines, 14 % inward,
    30 % down and 22 % back from each, in the pelvis' own frame.
    """
    front, back = (fitted.marker_set.pairs(patterns)[:1] for patterns in (_FRONT_SPINES, _BACK_SPINES))
    if not front or not back:
        return {}
    ahead = {side: fitted.markers.of(name) for side, name in zip(SIDES, front[0], strict=True)}
    behind = np.mean([fitted.markers.of(name) for name in back[0]], axis=0)
    across = ahead["left"] - ahead["right"]
    width = np.linalg.norm(across, axis=1, keepdims=True)
    across = across / width
    forward_by = (ahead["left"] + ahead["right"]) / 2.0 - behind
    up = np.cross(forward_by, across)
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    ahead_by = np.cross(across, up)
    return {
        side: ahead[side] + width * (-sign * _INWARD * across - _DOWN * up - _BACK * ahead_by)
        for side, sign in (("left", 1.0), ("right", -1.0))
    }


def _angles(tracks: dict[str, Array], n_frames: int) -> Array:
    angles = np.full((n_frames, len(ANGLES)), np.nan)
    if not {"left_hip", "right_hip"} <= set(tracks):
        return angles
    leftward = (tracks["left_hip"] - tracks["right_hip"]) * [1.0, 0.0, 1.0]
    leftward /= np.linalg.norm(leftward, axis=1, keepdims=True)
    ahead = np.cross(leftward, UP)

    def lean(start: str, end: str) -> Array:
        """Of the upward line from `start` to `end`, forward from the vertical."""
        line = tracks[end] - tracks[start]
        return np.asarray(np.arctan2((line * ahead).sum(axis=1), line[:, 1]))

    tracks = {**tracks, "pelvis": (tracks["left_hip"] + tracks["right_hip"]) / 2.0}
    if "c7" in tracks:
        angles[:, ANGLES.index("trunk")] = lean("pelvis", "c7")
    for side in SIDES:
        if not {f"{side}_knee", f"{side}_ankle"} <= set(tracks):
            continue
        shank, thigh = lean(f"{side}_ankle", f"{side}_knee"), lean(f"{side}_knee", f"{side}_hip")
        angles[:, ANGLES.index(f"knee_{side}")] = shank - thigh
        if "c7" in tracks:
            angles[:, ANGLES.index(f"hip_{side}")] = angles[:, ANGLES.index("trunk")] - thigh
    return angles
