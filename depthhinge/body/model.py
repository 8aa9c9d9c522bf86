"""The parametric body: its surface and joints as linear functions of a few shape numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.body.joints import JOINT_INDEX, JOINTS
from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.errors import SettingsError
from depthhinge.geometry import Array
from depthhinge.settings import data_folder

_JOINT_SEGMENT = {
    "pelvis": "pelvis",
    "lumbar": "lumbar_upper",
    "thorax": "thorax_upper",
    "c7": "thorax_upper",
    "head": "head",
    "hip": "thigh",
    "knee": "shank",
    "ankle": "foot",
    "heel": "foot",
    "toe": "toes",
    "shoulder": "upper_arm",
    "elbow": "forearm",
    "wrist": "hand",
}

JOINT_SEGMENTS = np.array(
    [
        SEGMENT_INDEX[
            _JOINT_SEGMENT[j] if j in _JOINT_SEGMENT else f"{j.split('_', 1)[0]}_{_JOINT_SEGMENT[j.split('_', 1)[1]]}"
        ]
        for j in JOINTS
    ],
    np.int64,
)
"""(n_joints,) the segment each joint moves with. Joints not named as a landmark sit at that segment's origin."""


@dataclass(frozen=True)
class Body:
    """One person at zero joint angles, in the body frame, metres; the origin is the midpoint of the hips."""

    shape: Array
    """(n_components,) standard deviations from the mean adult."""
    vertices: Array
    """(n_vertices, 3)."""
    origins: Array
    """(n_segments, 3) each segment's proximal joint centre."""
    joints: Array
    """(n_joints, 3) in the order of `JOINTS`."""
    triangles: NDArray[np.int64]
    """(n_triangles, 3) vertex indices, counter-clockwise seen from outside."""
    skin_segments: NDArray[np.int64]
    """(n_vertices, 4) segment indices."""
    skin_weights: Array
    """(n_vertices, 4), rows summing to one."""

    @property
    def strongest_segments(self) -> NDArray[np.int64]:
        """(n_vertices,) the segment that moves each vertex most."""
        rows = np.arange(len(self.vertices))
        return np.asarray(self.skin_segments[rows, np.argmax(self.skin_weights, axis=1)], np.int64)

    @property
    def stature(self) -> float:
        """Standing height in metres, barefoot."""
        return float(np.ptp(self.vertices[:, 1]))

    @property
    def hip_height(self) -> float:
        """Height of the hip joint centres over the soles in metres, standing."""
        return float(-self.vertices[:, 1].min())


@dataclass(frozen=True)
class BodyModel:
    """Mean adult plus principal components of vertices, segment origins and joints."""

    vertices: Array
    vertex_basis: Array
    """(n_components, n_vertices, 3), metres per standard deviation."""
    origins: Array
    origin_basis: Array
    joints: Array
    joint_basis: Array
    triangles: NDArray[np.int64]
    skin_segments: NDArray[np.int64]
    skin_weights: Array

    @property
    def n_components(self) -> int:
        """How many shape numbers there are."""
        return len(self.vertex_basis)

    @cached_property
    def stature_gradient(self) -> Array:
        """(n_components,) metres of standing height per standard deviation of each component."""
        base = self.person().stature
        return np.array([self.person(row).stature - base for row in np.eye(self.n_components)])

    @classmethod
    def load(cls) -> BodyModel:
        """The body that ships in `data/body.npz` (made by `body/bake.py`); read once, then shared.

        Raises:
            SettingsError: the file is missing or was made for another skeleton.
        """
        return _load()

    def person(self, shape: ArrayLike | None = None) -> Body:
        """The person with the shape numbers (k,), k <= n_components, in standard deviations; the rest are zero."""
        numbers = np.zeros(self.n_components)
        if shape is not None:
            given = np.asarray(shape, np.float64)
            numbers[: len(given)] = given
        return Body(
            shape=numbers,
            vertices=self.vertices + np.tensordot(numbers, self.vertex_basis, 1),
            origins=self.origins + np.tensordot(numbers, self.origin_basis, 1),
            joints=self.joints + np.tensordot(numbers, self.joint_basis, 1),
            triangles=self.triangles,
            skin_segments=self.skin_segments,
            skin_weights=self.skin_weights,
        )


@cache
def _load() -> BodyModel:
    path = data_folder() / "body.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            content = {key: file[key] for key in file.files}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); reinstall depthhinge") from error
    if tuple(content["segments"]) != SEGMENTS:
        raise SettingsError(f"{path} was made for another skeleton; make it anew with python -m depthhinge.body.bake")
    vertices, basis = content["vertices"].astype(np.float64), content["vertex_basis"].astype(np.float64)
    origins, origin_basis = content["origins"].astype(np.float64), content["origin_basis"].astype(np.float64)
    joints, joint_basis = origins[JOINT_SEGMENTS], origin_basis[:, JOINT_SEGMENTS]
    for name, members in zip(content["landmark_names"], content["landmark_vertices"].astype(np.int64), strict=True):
        joints[JOINT_INDEX[str(name)]] = vertices[members].mean(axis=0)
        joint_basis[:, JOINT_INDEX[str(name)]] = basis[:, members].mean(axis=1)
    weights = content["skin_weights"].astype(np.float64)
    return BodyModel(
        vertices=vertices,
        vertex_basis=basis,
        origins=origins,
        origin_basis=origin_basis,
        joints=joints,
        joint_basis=joint_basis,
        triangles=content["triangles"].astype(np.int64),
        skin_segments=content["skin_segments"].astype(np.int64),
        # Stored in single precision: brought back to sum to one.
        skin_weights=weights / weights.sum(axis=1, keepdims=True),
    )
