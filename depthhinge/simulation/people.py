"""A simulated adult: who they are, how they are built, how they like to stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.mass import segment_centres
from depthhinge.body.model import Body, BodyModel
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.errors import SettingsError, UsageError
from depthhinge.geometry import Array
from depthhinge.settings import data_folder

SPLITS = ("train", "test")
"""People with an even number train, those with an odd number test: nobody is in both."""

STANCE_WIDTH_M = (0.165, 0.038)
"""Mean and standard deviation of the distance between the ankles, standing naturally (iospress bme1085)."""
_NARROWEST_STANCE_M = 0.10
_TOE_OUT_DEG = (7.0, 4.0)
"""Mean and standard deviation of the turning out of each foot (McIlroy & Maki 1997: 7 deg a foot)."""
_SHAPE_JITTER_SD = 0.1
"""Standard deviations of shape added to a drawn person, so that the same row is never quite the same body."""


@dataclass(frozen=True)
class Stance:
    """How someone sets their feet."""

    width: float
    """Metres between the ankles."""
    toe_out: tuple[float, float]
    """Radians, left and right."""
    stagger: float
    """Metres by which the left foot is in front of the right."""


@dataclass(frozen=True)
class SimulatedPerson:
    """A body with its masses, and the habits that stay the same through a session."""

    seed: int
    number: int
    """Row of `data/people.npz`."""
    female: bool
    mass_kg: float
    body: Body
    segment_centres: Array
    """(n_segments, 3) centres of mass at zero angles."""
    stance: Stance
    glutes: NDArray[np.int64]
    """Vertices of the seat: those that can meet a wall behind the person."""
    soles: dict[str, NDArray[np.int64]]
    """By side, the vertices that belong to the foot."""

    @property
    def stature(self) -> float:
        """Metres."""
        return self.body.stature

    @classmethod
    def draw(cls, seed: int, split: str = "train") -> SimulatedPerson:
        """The adult of this seed, from one of the two `SPLITS`.

        Raises:
            UsageError: no such split.
            SettingsError: `data/people.npz` is missing or unreadable.
        """
        if split not in SPLITS:
            raise UsageError(f"there is no split {split!r}; there are {' and '.join(SPLITS)}")
        people = _people()
        generator = np.random.default_rng([seed, SPLITS.index(split), 3])
        coefficients = people["coefficients"]
        numbers = np.arange(SPLITS.index(split), len(coefficients), len(SPLITS))
        number = int(generator.choice(numbers))
        shape = coefficients[number] + generator.normal(0.0, _SHAPE_JITTER_SD, coefficients.shape[1])
        body = BodyModel.load().person(shape)
        # Volume, and so mass, follows the small change of stature.
        mass = float(people["mass_kg"][number]) * (body.stature / float(people["stature_m"][number])) ** 3
        stance = Stance(
            width=max(float(generator.normal(*STANCE_WIDTH_M)), _NARROWEST_STANCE_M),
            toe_out=(
                float(np.deg2rad(generator.normal(*_TOE_OUT_DEG))),
                float(np.deg2rad(generator.normal(*_TOE_OUT_DEG))),
            ),
            stagger=float(np.clip(generator.normal(0.0, 0.003), -0.008, 0.008)),
        )
        return cls(
            seed=seed,
            number=number,
            female=bool(people["female"][number]),
            mass_kg=mass,
            body=body,
            segment_centres=segment_centres(body),
            stance=stance,
            glutes=_glutes(body),
            soles={side: _foot(body, side) for side in ("left", "right")},
        )


@cache
def _people() -> dict[str, Array]:
    path = data_folder() / "people.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            return {key: file[key] for key in ("coefficients", "female", "stature_m", "mass_kg")}
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); reinstall depthhinge") from error


def _strongest(body: Body) -> NDArray[np.int64]:
    rows = np.arange(len(body.vertices))
    return np.asarray(body.skin_segments[rows, np.argmax(body.skin_weights, axis=1)], np.int64)


def _glutes(body: Body) -> NDArray[np.int64]:
    segments = [SEGMENT_INDEX[name] for name in ("pelvis", "left_thigh", "right_thigh")]
    height = body.vertices[:, 1]
    # From the lower third of the thigh's upper half to the top of the sacrum, and behind the hips.
    reach = 0.1 * body.stature
    behind = body.vertices[:, 2] < body.origins[SEGMENT_INDEX["pelvis"], 2]
    return np.flatnonzero(np.isin(_strongest(body), segments) & behind & (np.abs(height) < reach))


def _foot(body: Body, side: str) -> NDArray[np.int64]:
    segments = [SEGMENT_INDEX[f"{side}_{part}"] for part in ("foot", "toes")]
    low = body.vertices[:, 1] < body.origins[SEGMENT_INDEX[f"{side}_foot"], 1]
    return np.flatnonzero(np.isin(_strongest(body), segments) & low)
