"""TRC and MOT, as OpenSim's own readers take them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.joints import JOINTS
from depthhinge.geometry import rotation_about
from depthhinge.sessions.export.excerpt import Excerpt, choose
from depthhinge.sessions.export.export import export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from depthhinge.sessions.export.mot import COLUMNS, z_x_y_angles
from depthhinge.sessions.session import Session
from tests.sessions.export.opensim_reader import read_by_opensim

ROUNDING_MM = 0.5e-4


def test_the_markers_are_the_joints_in_millimetres(session: Session, tmp_path: Path) -> None:
    excerpt = choose(session)
    export_to(excerpt, FORMATS["trc"], tmp_path / "a.trc", Progress())
    table = read_by_opensim(tmp_path / "a.trc")
    assert table.labels == list(JOINTS)
    assert table.meta["Units"] == "mm"
    # The simulated camera's timestamps jitter.
    assert excerpt.frames_per_s == pytest.approx(15.0, abs=0.1)
    assert float(table.meta["DataRate"]) == pytest.approx(excerpt.frames_per_s, abs=0.005)
    assert np.allclose(table.times, excerpt.time_s, atol=0.5e-6)
    wanted = np.where(excerpt.tracked[:, None, None], 1000.0 * excerpt.joints, np.nan)
    assert np.isfinite(wanted).any()
    assert np.allclose(table.rows, wanted, rtol=0.0, atol=ROUNDING_MM, equal_nan=True)


def test_a_frame_without_the_body_has_blank_markers(few: Excerpt, tmp_path: Path) -> None:
    tracked = few.table["tracked"].to_pylist()
    tracked[1] = False
    column = few.table.schema.get_field_index("tracked")
    guessed = replace(few, table=few.table.set_column(column, few.table.schema.field(column), [tracked]))
    export_to(guessed, FORMATS["trc"], tmp_path / "a.trc", Progress())
    table = read_by_opensim(tmp_path / "a.trc")
    blank = np.isnan(table.rows).all(axis=(1, 2))
    assert blank.tolist() == [row == 1 for row in range(len(few))]
    export_to(guessed, FORMATS["mot"], tmp_path / "a.mot", Progress())
    assert read_by_opensim(tmp_path / "a.mot").times.tolist() == np.delete(np.round(few.time_s, 6), 1).tolist()


def test_the_coordinates_are_the_recorded_angles_in_degrees(hinge: Excerpt, tmp_path: Path) -> None:
    export_to(hinge, FORMATS["mot"], tmp_path / "a.mot", Progress())
    table = read_by_opensim(tmp_path / "a.mot")
    assert table.labels == list(COLUMNS)
    assert table.meta["inDegrees"] == "yes"
    assert np.allclose(table.times, hinge.time_s, atol=0.5e-6)
    for coordinate, recorded in (
        ("hip_flexion", "hip_flexion"),
        ("knee_angle", "knee_flexion"),
        ("ankle_angle", "ankle_dorsiflexion"),
    ):
        for side in ("left", "right"):
            written = table.column(f"{coordinate}_{side[0]}")
            assert np.abs(written - hinge.column(f"{recorded}_{side}_deg")).max() < 0.25
    # The person bows over: pelvis and trunk tilt forward, which OpenSim counts negative.
    tilt = table.column("pelvis_tilt")
    extension = table.column("lumbar_extension")
    leaning = -(tilt + extension)
    assert np.corrcoef(leaning, hinge.column("trunk_inclination_deg"))[0, 1] > 0.99
    assert np.abs(table.column("pelvis_rotation")).max() < 20.0, "x is the way they face"


@given(st.floats(-3.0, 3.0), st.floats(-1.5, 1.5), st.floats(-3.0, 3.0))
def test_the_three_angles_make_the_rotation_again(z: float, x: float, y: float) -> None:
    rotation = rotation_about([0, 0, 1], z) @ rotation_about([1, 0, 0], x) @ rotation_about([0, 1, 0], y)
    assert np.allclose(z_x_y_angles(rotation), [z, x, y], atol=1e-6)
