"""A simulated adult: who they are, how they are built, how they like to stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.simulation.adults import Adults
from depthhinge.simulation.clothes import Clothing
from depthhinge.simulation.dressing import dress
from depthhinge.simulation.flesh import Flesh
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.own_curves import OwnCurves

SPLITS = ("train", "test")
"""Adults with an even number train, those with an odd number test: nobody is in both."""
STATURES_M = (1.45, 2.00)
BMIS = (17.0, 40.0)
"""Adults that can be asked for."""

STANCE_WIDTH_M = (0.165, 0.038)
"""Mean and standard deviation of the distance between the ankles, standing naturally (iospress bme1085)."""
_NARROWEST_STANCE_M = 0.115
"""The feet then touch, in shoes."""
_TOE_OUT_DEG = (7.0, 4.0)
"""Mean and standard deviation of the turning out of each foot (McIlroy & Maki 1997: 7 deg a foot)."""
_SHAPE_JITTER_SD = 0.1
"""Standard deviations of shape added to a drawn person, so that the same adult is never quite the same body."""
_MAIN_COMPONENTS = 20
"""These make the build; the finer ones are mixed from two adults of the same sex."""
_ALIKE = {"stature_m": 0.04, "bmi": 1.5}
"""How much either may differ to be as bad as the other, in looking for an adult of a wanted build."""
_NEAREST = 5
"""Adults of about the wanted build among whom the seed chooses."""
_MOST_SCALED = 1.06
"""A body is made larger or smaller at most by this to reach a wanted stature."""


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
    """Row of `data/simulated_people.npz`."""
    female: bool
    bare: Body
    """The skin; its joints and masses are the person's."""
    clothing: Clothing
    stance: Stance
    glutes: NDArray[np.int64]
    """Vertices of the seat: those that can meet a wall behind the person."""
    soles: dict[str, NDArray[np.int64]]
    """By side, the vertices that belong to the foot."""
    back_midline: NDArray[np.int64]
    """Vertices down the middle of the back, from the sacrum up to C7."""
    curves: OwnCurves
    """Of their back at rest."""

    @property
    def body(self) -> Body:
        """As the camera sees it and a wall would touch it, with everything on; the joints are those of the skin."""
        return self.clothing.body

    @property
    def stature(self) -> float:
        """Metres, barefoot."""
        return self.bare.stature

    @cached_property
    def flesh(self) -> Flesh:
        """Mass and its centre, by segment."""
        return Flesh.of(self.bare)

    @property
    def mass_kg(self) -> float:
        """Of the whole body."""
        return self.flesh.mass

    @property
    def bmi(self) -> float:
        """kg/m^2."""
        return self.mass_kg / self.stature**2

    @classmethod
    def draw(cls, seed: int, split: str = "train", outfit: Outfit | None = None) -> SimulatedPerson:
        """The adult of this seed, from one of the two `SPLITS`; what they wear is drawn, too, if not given.

        Raises:
            UsageError: no such split.
            SettingsError: `data/simulated_people.npz` is missing or unreadable.
        """
        generator = np.random.default_rng([seed, _index(split), 3])
        numbers = _numbers(split)
        return cls._made(seed, split, int(generator.choice(numbers)), generator, outfit)

    @classmethod
    def like(
        cls,
        stature_m: float | None = None,
        bmi: float | None = None,
        female: bool | None = None,
        seed: int = 0,
        split: str = "train",
        outfit: Outfit | None = None,
        back: str | None = None,
    ) -> SimulatedPerson:
        """An adult of about this build, their back one of `own_curves.backs()`; what is None is left to the seed.

        Stature is met exactly, BMI as nearly as an adult of the simulator has it.

        Raises:
            UsageError: no such split, no such back, or nobody is built so.
        """
        curves = None if back is None else OwnCurves.named(back)
        _check("stature", stature_m, STATURES_M, "m")
        _check("BMI", bmi, BMIS, "kg/m^2")
        adults = Adults.load()
        numbers = _numbers(split)
        if female is not None:
            numbers = numbers[adults.woman[numbers] == female]
        unlike = np.zeros(len(numbers))
        if stature_m is not None:
            unlike = np.hypot(unlike, (adults.stature[numbers] - stature_m) / _ALIKE["stature_m"])
        if bmi is not None:
            # Growing in proportion takes the BMI along.
            grown = 1.0 if stature_m is None else stature_m / adults.stature[numbers]
            unlike = np.hypot(unlike, (adults.bmi[numbers] * grown - bmi) / _ALIKE["bmi"])
        generator = np.random.default_rng([seed, _index(split), 7])
        if stature_m is None and bmi is None:
            number = int(generator.choice(numbers))
        else:
            number = int(generator.choice(numbers[np.argsort(unlike, kind="stable")[:_NEAREST]]))
        someone = cls._made(seed, split, number, generator, outfit, stature_m)
        return someone if curves is None else replace(someone, curves=curves)

    @classmethod
    def _made(
        cls,
        seed: int,
        split: str,
        number: int,
        generator: np.random.Generator,
        outfit: Outfit | None,
        stature_m: float | None = None,
    ) -> SimulatedPerson:
        adults = Adults.load()
        numbers = _numbers(split)
        other = int(generator.choice(numbers[adults.woman[numbers] == adults.woman[number]]))
        turn = generator.uniform(0.0, np.pi / 2.0)
        # Mixed like this, the finer components keep their spread.
        shape = np.cos(turn) * adults.coefficients[number] + np.sin(turn) * adults.coefficients[other]
        shape[:_MAIN_COMPONENTS] = adults.coefficients[number, :_MAIN_COMPONENTS] + generator.normal(
            0.0, _SHAPE_JITTER_SD, _MAIN_COMPONENTS
        )
        body = adults.body(shape)
        if stature_m is not None:
            scale = stature_m / body.stature
            if not 1.0 / _MOST_SCALED < scale < _MOST_SCALED:
                raise UsageError(f"no simulated adult is {stature_m:.2f} m tall and of that build")
            body = adults.body(shape, scale)
        stance = Stance(
            width=max(float(generator.normal(*STANCE_WIDTH_M)), _NARROWEST_STANCE_M),
            toe_out=(
                float(np.deg2rad(generator.normal(*_TOE_OUT_DEG))),
                float(np.deg2rad(generator.normal(*_TOE_OUT_DEG))),
            ),
            stagger=float(np.clip(generator.normal(0.0, 0.003), -0.008, 0.008)),
        )
        drawn = Outfit.draw(generator)
        return cls(
            seed=seed,
            number=number,
            female=bool(adults.woman[number]),
            bare=body,
            clothing=dress(body, drawn if outfit is None else outfit, generator),
            stance=stance,
            glutes=_glutes(body),
            soles={side: _foot(body, side) for side in ("left", "right")},
            back_midline=adults.landmarks.back_midline,
            curves=OwnCurves.drawn(np.random.default_rng([seed, _index(split), 11])),
        )


def _index(split: str) -> int:
    if split not in SPLITS:
        raise UsageError(f"there is no split {split!r}; there are {' and '.join(SPLITS)}")
    return SPLITS.index(split)


def _numbers(split: str) -> NDArray[np.int64]:
    return np.arange(_index(split), len(Adults.load().coefficients), len(SPLITS))


def _check(name: str, value: float | None, limits: tuple[float, float], unit: str) -> None:
    if value is not None and not limits[0] <= value <= limits[1]:
        low, high = limits
        raise UsageError(f"a {name} of {value:g} {unit} is outside of what is simulated, {low:g} to {high:g} {unit}")


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
