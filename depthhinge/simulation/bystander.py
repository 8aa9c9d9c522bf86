"""Someone else in the room, who stands there and shifts their weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array, rotation_from_vector
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.movement import standing_posture
from depthhinge.simulation.people import SimulatedPerson

LEAN_RAD = 0.02
"""Root mean square of the lean about the ankles: a relaxed stander's weight shifts move the head by some 3 cm."""
LEAN_HZ = (0.05, 0.25)
_N_WAVES = 3


@dataclass(frozen=True)
class Bystander:
    """A body that leans as a whole about its feet; cheap to draw anew for every frame."""

    skin: Array
    """(n, 3) standing upright, from the middle of its feet, axes of the room."""
    triangles: NDArray[np.int64]
    at: Array
    """(3,) the middle of the feet in the room."""
    frequencies: Array
    """(2, n_waves) rad/s of the lean about the room's x and z."""
    phases: Array

    @classmethod
    def draw(cls, seed: int, at: tuple[float, float]) -> Bystander:
        """Another adult of this seed, standing at room (x, z), facing anywhere."""
        generator = np.random.default_rng([seed, 7])
        person = SimulatedPerson.draw(int(generator.integers(2**31)))
        skin = Footing(person).posed(standing_posture(generator, "hanging")).skin()
        turn = rotation_from_vector([0.0, float(generator.uniform(-np.pi, np.pi)), 0.0])
        shape = (2, _N_WAVES)
        return cls(
            skin @ turn.T,
            person.body.triangles,
            np.array([at[0], 0.0, at[1]]),
            2.0 * np.pi * generator.uniform(*LEAN_HZ, shape),
            generator.uniform(0.0, 2.0 * np.pi, shape),
        )

    def skin_at(self, time: float) -> Array:
        """(n, 3) room points at a time in seconds."""
        lean = LEAN_RAD * np.sqrt(2.0 / _N_WAVES) * np.sin(self.frequencies * time + self.phases).sum(axis=1)
        return np.asarray(self.skin @ rotation_from_vector([lean[0], 0.0, lean[1]]).T + self.at)
