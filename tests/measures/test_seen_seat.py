"""The wall's gap by the outline of a seat, and the wall's place by that of a heel, on a body whose pose is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.geometry import Array, Plane
from depthhinge.measures.heels import Heels
from depthhinge.measures.seen_seat import FOLLOWS_S, IN_FRONT_M, SeenSeat
from depthhinge.measures.standing import Standing
from depthhinge.measures.wall_gap import Glutes
from depthhinge.tracking.seen_outline import SeenOutline
from depthhinge.tracking.tracked_body import TrackedBody

BODY = BodyModel.load().person()
GLUTES = Glutes.of(BODY)
AHEAD = np.array([0.0, 0.0, 1.0])
POSE = Pose.standing(BODY, (0.0, 0.0, 0.0), 0.0)
POSED = forward(BODY, POSE)
WALL = Plane.through(-0.4 * AHEAD, AHEAD)
SEEN = np.ones(len(JOINTS), bool)
STANDING_BODY = TrackedBody(True, POSED.joints(), SEEN, POSED.rotations, POSED.origins, 0.0, {}, 1.0, POSE, POSED)
FITTED = GLUTES.gap(STANDING_BODY, WALL)


def outlined(points: Array, outward: Array = -AHEAD) -> TrackedBody:
    return replace(STANDING_BODY, outline=SeenOutline(points, np.broadcast_to(outward, points.shape)))


def seat_outline(behind_m: float) -> Array:
    """A line down the seat, its rearmost so far behind the fitted seat's."""
    seat = POSED.skin(GLUTES.members())
    rear = seat[np.argmin(seat[:, 2])]
    heights = np.linspace(-0.06, 0.06, 13)
    return rear + np.stack([0.0 * heights, heights, 3.0 * heights**2 - behind_m + IN_FRONT_M], axis=1)


def seen_seat() -> SeenSeat:
    return SeenSeat.of(BODY, GLUTES)


@given(st.floats(-0.029, 0.06))
def test_a_seat_whose_outline_is_elsewhere_is_there(behind_m: float) -> None:
    assert FITTED is not None
    gap = seen_seat().gap(0.0, outlined(seat_outline(behind_m)), WALL, FITTED)
    assert gap == pytest.approx(FITTED - behind_m, abs=1e-9)


def test_without_an_outline_the_fitted_surface_says_the_gap() -> None:
    assert FITTED is not None
    few = outlined(seat_outline(0.02)[:3])
    above = outlined(seat_outline(0.02), np.array([0.0, 1.0, 0.0]))
    for body in (STANDING_BODY, few, above):
        assert seen_seat().gap(0.0, body, WALL, FITTED) == FITTED


def test_what_was_seen_lately_counts_while_nothing_is_seen_and_one_wild_frame_counts_little() -> None:
    assert FITTED is not None
    seat = seen_seat()
    seat.gap(0.0, outlined(seat_outline(0.01)), WALL, FITTED)
    assert seat.gap(0.033, STANDING_BODY, WALL, FITTED - 0.1) == pytest.approx(FITTED - 0.11)
    wild = seat.gap(0.066, outlined(seat_outline(0.028)), WALL, FITTED)
    assert 0.0 < FITTED - 0.01 - wild < 0.018 * 0.066 / FOLLOWS_S
    assert seat.gap(0.1, outlined(seat_outline(-0.05)), WALL, FITTED) == pytest.approx(wild)


def test_a_hand_behind_the_seat_is_not_the_seat() -> None:
    assert FITTED is not None
    hand = POSED.skin(
        np.flatnonzero(np.linalg.norm(POSED.skin() - POSED.joints()[JOINTS.index("left_wrist")], axis=1) < 0.08)
    )
    assert seen_seat().gap(0.0, outlined(hand), WALL, FITTED) == FITTED


@pytest.mark.parametrize("behind_m", [-0.02, 0.0, 0.03])
def test_the_heels_line_is_halfway_between_the_fitted_heel_and_its_outline(behind_m: float) -> None:
    heels = Heels.of(BODY)
    ankle = POSED.joints()[JOINTS.index("left_ankle")]
    heights = np.linspace(0.06, 0.09, 5)
    outline = np.stack([np.full(5, ankle[0]), heights, np.full(5, ankle[2] - heels.behind_ankle - behind_m)], axis=1)
    unseen, seen = Standing.average([STANDING_BODY] * 3), Standing.average([outlined(outline)] * 3)
    away = heels.line(seen, "left") - heels.line(unseen, "left")
    assert away == pytest.approx([0.0, 0.0, -behind_m / 2.0], abs=1e-9)
    assert heels.line(seen, "right") == pytest.approx(heels.line(unseen, "right"))
    assert heels.line(seen, None) == pytest.approx(heels.line(unseen, None))
