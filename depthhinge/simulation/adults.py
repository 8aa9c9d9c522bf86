"""The adults that simulated people are made of: `data/simulated_people.npz`, made by `simulation/bake.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.model import JOINT_SEGMENTS, Body, BodyModel
from depthhinge.errors import SettingsError
from depthhinge.geometry import Array
from depthhinge.settings import data_folder
from depthhinge.simulation.landmarks import Landmarks

FILE = "simulated_people.npz"


@dataclass(frozen=True)
class Adults:
    """A mean adult, principal components of skin and segment origins, and the components of some hundred adults."""

    coefficients: Array
    """(n_adults, n_components) standard deviations."""
    woman: NDArray[np.bool_]
    stature: Array
    """(n_adults,) metres."""
    bmi: Array
    """(n_adults,) kg/m^2."""
    landmarks: Landmarks
    skin_segments: NDArray[np.int64]
    """(n_vertices, 4) as in `Body`."""
    skin_weights: Array
    """(n_vertices, 4)."""
    _vertices: Array
    _coarse: NDArray[np.int16]
    _fine: NDArray[np.int8]
    _steps: Array
    _origins: Array
    _origin_basis: Array

    @classmethod
    def load(cls) -> Adults:
        """Read once, then shared.

        Raises:
            SettingsError: the file is missing or unreadable.
        """
        return _load()

    def body(self, coefficients: Array, scale: float = 1.0) -> Body:
        """The body with these components (n_components,), `scale` times as large.

        Its joints are landmarks, or midway between landmarks, where `landmarks.py` says.
        """
        weights = coefficients * self._steps
        n_coarse = len(self._coarse)
        vertices = self._vertices + np.tensordot(weights[:n_coarse].astype(np.float32), self._coarse, 1)
        vertices = scale * (vertices + np.tensordot(weights[n_coarse:].astype(np.float32), self._fine, 1))
        origins = scale * (self._origins + np.tensordot(coefficients, self._origin_basis, 1))
        return Body(
            shape=coefficients,
            vertices=vertices.astype(np.float64),
            origins=origins,
            joints=self._joints(vertices, origins),
            triangles=BodyModel.load().triangles,
            skin_segments=self.skin_segments,
            skin_weights=self.skin_weights,
        )

    def _joints(self, vertices: Array, origins: Array) -> Array:
        joints = origins[JOINT_SEGMENTS]
        joints[JOINT_INDEX["c7"]] = vertices[self.landmarks.c7].mean(axis=0)
        joints[JOINT_INDEX["head"]] = vertices[self.landmarks.skull].mean(axis=0)
        for side, heel, toe in zip(SIDES, self.landmarks.heels, self.landmarks.toes, strict=True):
            joints[JOINT_INDEX[f"{side}_heel"]] = vertices[heel]
            joints[JOINT_INDEX[f"{side}_toe"]] = vertices[toe]
        return joints


@cache
def _load() -> Adults:
    path = data_folder() / FILE
    try:
        with np.load(path, allow_pickle=False) as file:
            content = {key: file[key] for key in file.files}
        weights = content["skin_weights"].astype(np.float64)
        return Adults(
            coefficients=content["coefficients"].astype(np.float64),
            woman=content["woman"],
            stature=content["stature_m"].astype(np.float64),
            bmi=content["bmi"].astype(np.float64),
            landmarks=Landmarks(**{name: content[name].astype(np.int64) for name in Landmarks.names()}),
            skin_segments=content["skin_segments"].astype(np.int64),
            skin_weights=weights / weights.sum(axis=1, keepdims=True),
            _vertices=content["vertices"],
            _coarse=content["coarse_basis"],
            _fine=content["fine_basis"],
            _steps=content["steps"],
            _origins=content["origins"],
            _origin_basis=content["origin_basis"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); reinstall depthhinge") from error
