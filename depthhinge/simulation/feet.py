"""Where the feet stand, and how a heel comes off the floor.

Everything here is in the person's own frame: metres, the origin on the floor midway between the heels, x to the
person's left, y up, z the way they face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import UP, Array, rotation_about
from depthhinge.simulation.people import SimulatedPerson


@dataclass(frozen=True)
class Feet:
    """Both feet, or the shoes on them, flat on the floor, as the person set them."""

    rotations: Array
    """(2, 3, 3) left and right."""
    ankles: Array
    """(2, 3)."""
    ball_from_ankle: Array
    """(2, 3) from the ankle to where the toes bend, in the foot's own frame."""
    heel: float
    """z of the rearmost of heels or shoes, the mean of both sides: zero by the choice of the origin."""
    toe: float
    """z of the foremost of toes or shoes, the mean of both sides."""

    @classmethod
    def of(cls, person: SimulatedPerson) -> Feet:
        """Set as `person.stance` says, the soles on the floor."""
        rotations, ankles, balls, heels, toes = [], [], [], [], []
        for k, side in enumerate(SIDES):
            outward = 1.0 if side == "left" else -1.0
            rotation = rotation_about(UP, outward * person.stance.toe_out[k]) @ rotation_about(
                [1.0, 0.0, 0.0], person.clothing.shoe_pitch
            )
            ankle = person.body.origins[SEGMENT_INDEX[f"{side}_foot"]]
            skin = (person.body.vertices[person.soles[side]] - ankle) @ rotation.T
            place = [outward * person.stance.width / 2.0, -skin[:, 1].min(), outward * person.stance.stagger / 2.0]
            rotations.append(rotation)
            ankles.append(place)
            balls.append(person.body.origins[SEGMENT_INDEX[f"{side}_toes"]] - ankle)
            heels.append(place[2] + skin[:, 2].min())
            toes.append(place[2] + skin[:, 2].max())
        middle = float(np.mean(heels))
        return cls(
            rotations=np.array(rotations),
            ankles=np.array(ankles) - [0.0, 0.0, middle],
            ball_from_ankle=np.array(balls),
            heel=0.0,
            toe=float(np.mean(toes)) - middle,
        )

    @property
    def length(self) -> float:
        """Metres from heel to toe along the facing direction."""
        return self.toe - self.heel

    def at(self, fraction: float) -> float:
        """The z at a fraction of the foot, 0 = heel, 1 = toe."""
        return self.heel + fraction * self.length

    def fraction(self, z: float) -> float:
        """Where along the foot a z lies, 0 = heel, 1 = toe."""
        return (z - self.heel) / self.length

    @property
    def at_rest(self) -> Array:
        """(2, 3) left and right: x and z of the ankle, and the foot's heading in radians."""
        headings = np.arctan2(self.rotations[:, 0, 2], self.rotations[:, 2, 2])
        return np.stack([self.ankles[:, 0], self.ankles[:, 2], headings], axis=1)

    def placed(self, places: Array, heights: Array, heels_up: Array) -> tuple[Array, Array]:
        """Rotations (2, 3, 3) and ankles (2, 3) of feet set at other `places` (2, 3), as in `at_rest`.

        Args:
            places: x and z of the ankle, heading.
            heights: (2,) metres off the floor.
            heels_up: (2,) radians that each heel is raised about the ball of the foot.
        """
        rotations, ankles = np.empty((2, 3, 3)), np.empty((2, 3))
        for k, (x, z, heading) in enumerate(places):
            # Turned from how the foot stands, which a shoe's heel may tilt.
            set_down = rotation_about(UP, heading - self.at_rest[k, 2]) @ self.rotations[k]
            rotations[k] = set_down @ rotation_about([1.0, 0.0, 0.0], heels_up[k])
            ball = np.array([x, self.ankles[k, 1] + heights[k], z]) + set_down @ self.ball_from_ankle[k]
            ankles[k] = ball - rotations[k] @ self.ball_from_ankle[k]
        return rotations, ankles

    def middle(self, places: Array, heading: float, fraction: float) -> Array:
        """(2,) x and z midway between two feet at `places` (2, 3), at a fraction of their length along `heading`."""
        ahead = self.at(fraction) - float(self.ankles[:, 2].mean())
        return np.asarray(places[:, :2].mean(axis=0) + ahead * np.array([np.sin(heading), np.cos(heading)]))

    def with_heels_up(self, angle: float) -> tuple[Array, Array]:
        """Rotations (2, 3, 3) and ankles (2, 3), both heels raised by `angle` radians about the ball of the foot."""
        lifted = self.rotations @ rotation_about([1.0, 0.0, 0.0], angle)
        balls = self.ankles + np.einsum("sij,sj->si", self.rotations, self.ball_from_ankle)
        return lifted, balls - np.einsum("sij,sj->si", lifted, self.ball_from_ankle)
