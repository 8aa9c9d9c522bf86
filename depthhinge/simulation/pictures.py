"""What an errorless camera sees: the room, the person, and who and what else is there."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import PosedBody
from depthhinge.geometry import Array, inverse
from depthhinge.simulation.moments import Moments
from depthhinge.simulation.render import BACKGROUND, BYSTANDER, Picture, render
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.surroundings import Surroundings


class Pictures:
    """Of one performance, by one camera."""

    def __init__(self, moments: Moments, around: Surroundings, sensor: Sensor, room_from_camera: Array) -> None:
        """
        Args:
            moments: of the performance; its props are seen, too.
            around: the room, and who else is in it.
            sensor: which camera.
            room_from_camera: (4, 4) where it stands.
        """
        self._moments, self._person, self._around = moments, moments.person, around
        self._lens = sensor.intrinsics
        self._room_from_camera, self._camera_from_room = room_from_camera, inverse(room_from_camera)

    def at(self, time: float, posed: PosedBody) -> Picture:
        """At a time in seconds, at which the body is posed so."""
        return render(
            self._person.clothing.surface(posed, time),
            self._person.body.triangles,
            self._lens,
            self._camera_from_room,
            self._without_person(time),
            self._triangle_labels,
        )

    def _without_person(self, time: float) -> Picture:
        picture, other = self._empty_room, self._around.bystander
        if other is not None:
            picture = self._drawn(other.skin_at(time), other.triangles, BYSTANDER, picture)
        for prop in self._moments.props_at(time):
            picture = self._drawn(prop.points, prop.triangles, BACKGROUND, picture)
        return picture

    def _drawn(self, points: Array, triangles: NDArray[np.int64], label: int, behind: Picture) -> Picture:
        labels = np.full(len(triangles), label, np.uint8)
        return render(points, triangles, self._lens, self._camera_from_room, behind, labels)

    @cached_property
    def _empty_room(self) -> Picture:
        return self._around.room.picture(self._lens, self._room_from_camera)

    @cached_property
    def _triangle_labels(self) -> NDArray[np.uint8]:
        body = self._person.body
        corner = body.triangles[:, 0]
        strongest = np.argmax(body.skin_weights[corner], axis=1)
        return np.asarray(body.skin_segments[corner, strongest], np.uint8)
