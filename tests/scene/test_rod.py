"""A rod is found in the outline of who holds it, and taken out of it; limbs are none."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from depthhinge.drills.moment import DrillKind
from depthhinge.drills.rod_watch import LOOK_EVERY, USED_NOTE, RodWatch
from depthhinge.frames import DepthFrame, Intrinsics
from depthhinge.scene.grid import Grid
from depthhinge.scene.rod import RodFinder, without_rod
from depthhinge.scene.scene import PersonView
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.trainer import Trainer

SHAPE = (150, 120)


def view(lean_deg: float = 0.0, rod: bool = True, arm: bool = False) -> PersonView:
    """A trunk with a head, bent about its foot; a rod behind it that sticks out at both ends, or an arm held out."""
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(float)
    lean = np.deg2rad(lean_deg)
    up = (120.0 - rows) * np.cos(lean) + (columns - 50.0) * np.sin(lean)
    ahead = (columns - 50.0) * np.cos(lean) - (120.0 - rows) * np.sin(lean)
    mask = (np.abs(ahead) < 10.0) & (up > 0.0) & (up < 70.0)
    mask |= (np.abs(ahead) < 6.0) & (up >= 70.0) & (up < 84.0)
    if rod:
        mask |= (np.abs(ahead + 11.0) < 1.3) & (up > 35.0) & (up < 104.0)
    if arm:
        mask |= (np.abs(up - 60.0) < 1.3) & (ahead > 0.0) & (ahead < 45.0)
    cells = np.flatnonzero(mask)
    depth = np.full(SHAPE, 2.0, np.float32)
    return PersonView(
        mask=mask,
        known=np.ones(SHAPE, bool),
        depth=depth,
        cells=cells,
        points=np.zeros((len(cells), 3)),
        picture=np.round(1e3 * depth).astype(np.uint16),
        grid=Grid(1, Intrinsics(SHAPE[1], SHAPE[0], 100.0, 100.0, SHAPE[1] / 2.0, SHAPE[0] / 2.0), 1e-3),
        up=np.array([-1.0, 0.0]),
    )


def body_alone(lean_deg: float = 0.0) -> NDArray[np.bool_]:
    return view(lean_deg, rod=False).mask


def test_a_rod_is_found_and_the_person_is_left() -> None:
    seen = view()
    line = RodFinder().update(seen)
    assert line is not None
    assert abs(line.away(np.array([[30.0, 39.0], [80.0, 39.0]]))).max() < 0.5
    left = without_rod(seen, line)
    assert (left.mask ^ body_alone()).sum() < 0.05 * body_alone().sum()
    assert not left.known[30, 39]
    assert len(left.cells) == len(left.points) == left.mask.sum()


def test_a_rod_is_found_by_a_camera_that_is_held_upright() -> None:
    seen = view()
    on_its_side = replace(seen, mask=np.rot90(seen.mask).copy(), up=np.array([0.0, -1.0]))
    assert RodFinder().update(on_its_side) is not None
    assert RodFinder().update(replace(on_its_side, up=seen.up)) is None


def test_a_rod_is_followed_as_the_person_bends() -> None:
    finder = RodFinder()
    for lean in range(0, 70, 6):
        line = finder.update(view(float(lean)))
        assert line is not None
        tilt = np.rad2deg(np.arctan2(line.direction[1], -line.direction[0]))
        assert tilt == pytest.approx(lean, abs=2.5)


def test_who_holds_none_has_none_even_with_an_arm_held_out() -> None:
    assert RodFinder().update(view(rod=False)) is None
    finder = RodFinder()
    assert all(finder.update(view(float(lean), rod=False, arm=True)) is None for lean in range(0, 70, 6))


def test_the_sliver_of_somebody_at_the_edge_of_the_picture_is_no_rod() -> None:
    seen = view()
    sliver = np.zeros(SHAPE, bool)
    sliver[20:140, :3] = True
    assert RodFinder().update(replace(seen, mask=sliver)) is None


def test_a_rod_nobody_is_known_to_hold_is_looked_for_at_first_and_then_now_and_again() -> None:
    watch = RodWatch(view().grid.intrinsics)
    with_rod, without = view(), view(rod=False)
    for _ in range(LOOK_EVERY):
        assert watch.take_out(without, expected=False) is without
    taken_out_after = next(k for k in range(1000) if watch.take_out(with_rod, expected=False) is not with_rod)
    assert taken_out_after < LOOK_EVERY
    assert all(watch.take_out(with_rod, expected=False) is not with_rod for _ in range(LOOK_EVERY))


def test_a_rod_held_at_the_wall_does_not_make_the_person_taller() -> None:
    drill = SimulatedDrill(SimulatedPerson.draw(11, "test"), 1, seed=1, fps=15.0, arms="dowel")
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m)
    for frame in islice(drill.frames(), 20):
        trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth))
    assert trainer.person.stature_m == pytest.approx(drill.person.stature, abs=0.04)


def test_a_real_rod_is_used_from_the_side_and_does_not_make_the_person_taller() -> None:
    drill = SimulatedDrill(SimulatedPerson.draw(11, "test"), 1, seed=1, fps=15.0, arms="dowel")
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m, kind=DrillKind.DOWEL)
    moments = [trainer.step(DepthFrame(f.index, f.time_s, f.depth)) for f in islice(drill.frames(), 20)]
    assert trainer.person.stature_m == pytest.approx(drill.person.stature, abs=0.04)
    assert USED_NOTE in trainer.notes
    assert moments[-1].measures.dowel_gap_head is not None
    assert all(moment.lost_contacts == () for moment in moments)
