"""The person's points: where they are, which way they face, what they are part of; in others' programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import plyfile
import pytest

from depthhinge.body.joints import JOINTS, SIDES
from depthhinge.body.kinematics import forward
from depthhinge.cameras.libusb import load_libusb
from depthhinge.errors import SessionError
from depthhinge.frames import Intrinsics
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.export import export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from depthhinge.sessions.export.normals import depth_normals
from depthhinge.sessions.export.points import BODY_PARTS, REACH_M, PersonCloud, person_clouds
from tests.simulated_drill import played

K = Intrinsics(80, 60, 70.0, 71.0, 40.5, 29.0)


@pytest.mark.parametrize("normal", [(0.0, 0.0, -1.0), (0.5, 0.2, -0.8), (-0.6, -0.3, -0.7)])
def test_a_plane_has_its_own_normal_everywhere(normal: tuple[float, float, float]) -> None:
    n = np.array(normal) / np.linalg.norm(normal)
    v, u = np.mgrid[: K.height, : K.width]
    rays = np.stack([(u - K.cx) / K.fx, (v - K.cy) / K.fy, np.ones(u.shape)], axis=-1)
    z = (n @ [0.0, 0.0, 2.0]) / (rays @ n)
    found = depth_normals(z, np.ones(z.shape, bool), K)
    assert np.abs(found - n).max() < 1e-6


def test_a_sphere_faces_outward() -> None:
    v, u = np.mgrid[: K.height, : K.width]
    rays = np.stack([(u - K.cx) / K.fx, (v - K.cy) / K.fy, np.ones(u.shape)], axis=-1)
    centre, radius = np.array([0.0, 0.0, 2.0]), 0.5
    squared, along = (rays**2).sum(-1), rays @ centre
    inside = along**2 - squared * (centre @ centre - radius**2)
    hit = inside > 0.02  # clear of the rim
    z = np.where(hit, (along - np.sqrt(np.maximum(inside, 0.0))) / squared, 0.0)
    found = depth_normals(z, hit, K)[hit]
    outward = (rays[hit] * z[hit][:, None] - centre) / radius
    assert np.degrees(np.arccos(np.clip((found * outward).sum(1), -1, 1))).max() < 8.0


def test_a_reading_alone_has_no_normal() -> None:
    valid = np.zeros((K.height, K.width), bool)
    valid[10, 10] = True
    assert np.isnan(depth_normals(np.full(valid.shape, 2.0), valid, K)).all()


@pytest.fixture(scope="module")
def clouds(few: Excerpt) -> list[PersonCloud]:
    return list(person_clouds(few))


def test_the_points_lie_on_the_fitted_body_and_face_the_camera(few: Excerpt, clouds: list[PersonCloud]) -> None:
    from scipy.spatial import cKDTree

    assert [cloud.index for cloud in clouds] == list(range(few.start, few.stop))
    room_from_camera = few.session.summary.room_from_camera
    assert room_from_camera is not None
    for cloud, pose in zip(clouds, few.poses(), strict=True):
        assert len(cloud.points) > 5000
        assert pose is not None
        distance, _ = cKDTree(forward(few.body, pose).skin()).query(cloud.points)
        assert distance.max() <= REACH_M
        assert np.median(distance) < 0.025
        to_camera = room_from_camera[:3, 3] - cloud.points
        known = np.abs(cloud.normals).sum(axis=1) > 0.0
        assert known.mean() > 0.98
        assert np.allclose(np.linalg.norm(cloud.normals[known], axis=1), 1.0, atol=1e-5)
        facing = (cloud.normals * to_camera).sum(axis=1) / np.linalg.norm(to_camera, axis=1)
        assert np.allclose(np.clip(facing, 0.0, 1.0), cloud.intensity, atol=1e-5)
        assert (facing[known] > 0.0).mean() > 0.999


def test_body_parts_are_where_the_truth_has_them(few: Excerpt, clouds: list[PersonCloud]) -> None:
    for cloud in clouds:
        truth = dict(zip(JOINTS, played().truths[cloud.index].joints, strict=True))
        names = np.array(BODY_PARTS)[cloud.part]
        assert not (names == "unknown").any()
        assert np.linalg.norm(cloud.points[names == "head"].mean(axis=0) - truth["head"]) < 0.15
        for part, joints in {"shank": ("knee", "ankle"), "thigh": ("hip", "knee")}.items():
            for side in SIDES:
                of_part = cloud.points[names == f"{side}_{part}"]
                if len(of_part) < 300:
                    continue  # the far leg is hidden
                middle = 0.5 * (truth[f"{side}_{joints[0]}"] + truth[f"{side}_{joints[1]}"])
                assert np.linalg.norm(of_part.mean(axis=0) - middle) < 0.15


def test_plyfile_reads_every_property_as_it_was(few: Excerpt, clouds: list[PersonCloud], tmp_path: Path) -> None:
    export_to(few, FORMATS["ply"], tmp_path / "ply", Progress())
    names = sorted(path.name for path in (tmp_path / "ply").iterdir())
    assert names == ["NOTES.txt", *(f"frame_{cloud.index:06d}.ply" for cloud in clouds)]
    for cloud in clouds:
        file = plyfile.PlyData.read(tmp_path / "ply" / f"frame_{cloud.index:06d}.ply")
        vertices = file["vertex"]
        assert np.array_equal(np.column_stack([vertices[axis] for axis in "xyz"]), cloud.points)
        assert np.array_equal(np.column_stack([vertices[f"n{axis}"] for axis in "xyz"]), cloud.normals)
        assert np.array_equal(vertices["body_part"], cloud.part)
        assert np.array_equal(vertices["intensity"], cloud.intensity)
        assert file.comments[0] == f"time_s {cloud.time_s:.6f}"


@pytest.mark.parametrize("name", ["ply", "pcd"])
def test_open3d_reads_points_and_normals(name: str, few: Excerpt, clouds: list[PersonCloud], tmp_path: Path) -> None:
    load_libusb()
    try:
        import open3d
    except (ImportError, OSError) as problem:
        pytest.skip(f"Open3D cannot be imported here: {problem}")
    export_to(few, FORMATS[name], tmp_path / name, Progress())
    for cloud in clouds:
        path = tmp_path / name / f"frame_{cloud.index:06d}.{name}"
        read = open3d.io.read_point_cloud(str(path))
        assert np.array_equal(np.asarray(read.points, np.float32), cloud.points)
        assert np.allclose(np.asarray(read.normals), cloud.normals, atol=1e-6)
        whole = open3d.t.io.read_point_cloud(str(path)).point
        label = whole["body_part" if name == "ply" else "label"].numpy().ravel()
        assert np.array_equal(label, cloud.part)
        assert np.array_equal(whole["intensity"].numpy().ravel(), cloud.intensity)


def test_points_without_their_recording_say_so(few: Excerpt, tmp_path: Path) -> None:
    from dataclasses import replace

    from depthhinge.sessions.summary import SourceFile

    gone = SourceFile(str(tmp_path / "gone.npz"), "0" * 64)
    session = replace(few.session, summary=replace(few.session.summary, recording=gone))
    with pytest.raises(SessionError, match="not there any more"):
        export_to(replace(few, session=session), FORMATS["ply"], tmp_path / "ply", Progress())
    assert list(tmp_path.iterdir()) == []
