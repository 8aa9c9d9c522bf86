"""Rigid transforms, rotations and planes, as plain numpy.

A transform is a (4, 4) matrix named `to_from_from`: `room_from_camera @ p_camera = p_room`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

UP = np.array([0.0, 1.0, 0.0])
"""Against gravity, in the room's frame."""
STANDARD_GRAVITY = 9.80665
"""m/s^2 (CGPM 1901)."""

# Below this angle (rad) the exponential map is its first-order expansion to double precision.
_SMALL_ANGLE = 1e-8


def unit(vector: ArrayLike) -> Array:
    """The vector (..., 3) scaled to length one.

    Raises:
        ValueError: the vector has no length.
    """
    v = np.asarray(vector, np.float64)
    if v.ndim == 1:
        return np.asarray(v / _length(*v.tolist()))
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    if np.any(length == 0.0):
        raise ValueError("a vector of length 0 has no direction")
    return np.asarray(v / length)


def _length(x: float, y: float, z: float) -> float:
    """Of a vector that must have one; in plain numbers, for an array operation costs more than all of this."""
    length = math.sqrt(x * x + y * y + z * z)
    if length == 0.0:
        raise ValueError("a vector of length 0 has no direction")
    return length


def leftward(facing: Array) -> Array:
    """(3,) horizontal unit vector to the left of someone who faces `facing` (3,)."""
    return np.array([facing[2], 0.0, -facing[0]])


def cross(a: Array, b: Array) -> Array:
    """(3,) the cross product of two vectors (3,).

    In plain numbers: numpy's own, which takes any shape, costs ten times as much.
    """
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def skew(vector: ArrayLike) -> Array:
    """The (3, 3) matrix with `skew(a) @ b == cross(a, b)`."""
    x, y, z = np.asarray(vector, np.float64)
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])


def rotation_from_vector(rotation_vector: ArrayLike) -> Array:
    """Rotation matrix (3, 3) of a rotation vector (3,), axis times angle in radians (Rodrigues)."""
    v = np.asarray(rotation_vector, np.float64)
    angle = float(np.linalg.norm(v))
    if angle < _SMALL_ANGLE:
        return np.eye(3) + skew(v)
    k = skew(v / angle)
    return np.asarray(np.eye(3) + np.sin(angle) * k + (1.0 - np.cos(angle)) * (k @ k))


def rotation_about(axis: ArrayLike, angle: float) -> Array:
    """Rotation matrix (3, 3) by `angle` radians about `axis` (3,), right-handed (Rodrigues).

    In plain numbers: a simulated posture takes dozens, and an array operation costs more than all of this.

    Raises:
        ValueError: the axis has no length.
    """
    x, y, z = np.asarray(axis, np.float64).tolist()
    length = _length(x, y, z)
    x, y, z = x / length, y / length, z / length
    sine, rest = math.sin(angle), 2.0 * math.sin(angle / 2.0) ** 2
    cosine = 1.0 - rest
    return np.array(
        [
            [cosine + rest * x * x, rest * x * y - sine * z, rest * x * z + sine * y],
            [rest * x * y + sine * z, cosine + rest * y * y, rest * y * z - sine * x],
            [rest * x * z - sine * y, rest * y * z + sine * x, cosine + rest * z * z],
        ]
    )


def rotation_between(source: ArrayLike, target: ArrayLike) -> Array:
    """The smallest rotation (3, 3) that takes direction `source` (3,) to direction `target` (3,)."""
    a, b = unit(source), unit(target)
    axis = np.cross(a, b)
    sine, cosine = float(np.linalg.norm(axis)), float(a @ b)
    if sine < _SMALL_ANGLE:
        if cosine > 0.0:
            return np.eye(3)
        perpendicular = np.cross(a, np.eye(3)[int(np.argmin(np.abs(a)))])
        return rotation_about(perpendicular, np.pi)
    return rotation_about(axis, np.arctan2(sine, cosine))


def rigid_transform(rotation: ArrayLike, translation: ArrayLike) -> Array:
    """The (4, 4) transform of a rotation (3, 3) and a translation (3,) in metres."""
    transform = np.eye(4)
    transform[:3, :3] = rotation
    transform[:3, 3] = translation
    return transform


def inverse(transform: ArrayLike) -> Array:
    """Inverse of a rigid (4, 4) transform."""
    t = np.asarray(transform, np.float64)
    return rigid_transform(t[:3, :3].T, -t[:3, :3].T @ t[:3, 3])


def transform_points(transform: ArrayLike, points: ArrayLike) -> Array:
    """Points (..., 3) taken through a (4, 4) transform."""
    t = np.asarray(transform, np.float64)
    return np.asarray(np.asarray(points, np.float64) @ t[:3, :3].T + t[:3, 3])


def is_rigid(transform: ArrayLike, tolerance: float = 1e-6) -> bool:
    """Whether a matrix is a finite (4, 4) rotation plus translation, within `tolerance`."""
    t = np.asarray(transform, np.float64)
    if t.shape != (4, 4) or not np.all(np.isfinite(t)):
        return False
    rotation = t[:3, :3]
    return bool(
        np.allclose(rotation @ rotation.T, np.eye(3), atol=tolerance)
        and np.linalg.det(rotation) > 0.0
        and np.allclose(t[3], [0.0, 0.0, 0.0, 1.0], atol=tolerance)
    )


@dataclass(frozen=True)
class Plane:
    """The points p with `normal @ p == offset`; `normal` (3,) has length one, `offset` is in metres."""

    normal: Array
    offset: float

    @classmethod
    def through(cls, point: ArrayLike, normal: ArrayLike) -> Plane:
        """The plane through `point` (3,) with the direction `normal` (3,)."""
        n = unit(normal)
        return cls(n, float(n @ np.asarray(point, np.float64)))

    @classmethod
    def fit(cls, points: ArrayLike) -> Plane:
        """Least-squares plane of points (n, 3), n >= 3; the sign of the normal is arbitrary.

        Raises:
            ValueError: fewer than three points.
        """
        p = np.asarray(points, np.float64)
        if len(p) < 3:
            raise ValueError(f"a plane needs 3 points, got {len(p)}")
        centre = p.mean(axis=0)
        _, vectors = np.linalg.eigh((p - centre).T @ (p - centre))
        return cls.through(centre, vectors[:, 0])

    def distance(self, points: ArrayLike) -> Array:
        """Signed distance (...,) in metres of points (..., 3), positive on the normal's side."""
        return np.asarray(np.asarray(points, np.float64) @ self.normal - self.offset)

    def flipped(self) -> Plane:
        """The same plane with its normal reversed."""
        return Plane(-self.normal, -self.offset)

    def transformed(self, transform: ArrayLike) -> Plane:
        """The plane after a rigid (4, 4) transform of space."""
        point = transform_points(transform, self.normal * self.offset)
        return Plane.through(point, np.asarray(transform, np.float64)[:3, :3] @ self.normal)
