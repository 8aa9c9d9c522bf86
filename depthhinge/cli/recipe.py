"""What is to be simulated, as the command line gives it, and the drills that come of it.

One drill takes a usual value for everything that was not asked for; a data set draws it anew for every person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthhinge.cli.recipe_words import MIXED, activities_of, described, movements_of
from depthhinge.errors import UsageError
from depthhinge.simulation.arms import check_arms
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.noise_settings import STRENGTHS, strength_of
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.recorded.movement import RecordedMovement, Watched
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.surroundings import ROOMS

REPS = 6
HEIGHT_M, DISTANCE_M = (0.6, 2.2), (1.5, 3.5)
"""Where a camera for this drill is put up: from a chair's seat to the top of a shelf, and as far as it sees well."""
MOST_PEOPLE = 100_000

_DRAWN_HEIGHT_M, _DRAWN_DISTANCE_M = (0.7, 1.8), (1.8, 3.0)
"""Narrower than what may be asked for: most cameras stand so."""
_DRAWN_ROLL_DEG = 2.0
"""Standard deviation; a tripod is nearly level."""
_SENSORS, _SENSOR_SHARES = ("D435", "D435i", "D455"), (0.5, 0.2, 0.3)
_ROOM_SHARES = (0.4, 0.3, 0.1, 0.2)
_ATTEMPTS = 20
"""Draws before a person is given up who cannot balance what was drawn for them."""


@dataclass(frozen=True)
class Recipe:
    """None means: not asked for."""

    movement: str | None = None
    """`mixed` (usual), `varied` or descriptions of reps with commas, in turn (see `simulation.faults.parse`); of a
    recorded movement what its reps are."""
    reps: int | None = None
    person: str | None = None
    """A number, or what is known of them: `stature=1.8,bmi=30,sex=female`."""
    clothes: str | None = None
    """As `Outfit.named` takes it."""
    seed: int = 0
    azimuth_deg: float | None = None
    height_m: float | None = None
    distance_m: float | None = None
    tilt_deg: float | None = None
    roll_deg: float | None = None
    portrait: bool = False
    faces: str | None = None
    room: str | None = None
    sensor: str | None = None
    noise: str | None = None
    fps: float = 30.0
    wall_distance_m: float | None = None
    activities: str | None = None
    """What is done among the reps that is none: names with commas, `all`, or `varied` for up to three drawn."""
    arms: str | None = None
    """One of `ARM_STYLES`, or `dowel`: a real rod held along the back."""
    recorded: str | None = None
    """A `.trc` or `.amc` file whose movement is done, instead of a set of reps."""
    skeleton: str | None = None
    """The `.asf` of that `.amc`."""

    def check(self) -> None:
        """Pass if every name in it is known.

        Raises:
            UsageError: one is not.
        """
        if self.recorded is not None:
            raise UsageError("--recorded is one person's movement: it makes no data set of --people")
        movements_of(self._movement, self._reps, np.random.default_rng(0))
        activities_of(self.activities, np.random.default_rng(0))
        check_arms(self.arms)
        Sensor.named(self.sensor or _SENSORS[0])
        strength_of(self.noise or "middle")
        self._person(0)
        if self.room is not None and self.room not in ROOMS:
            raise UsageError(f"there is no room {self.room!r}; there are {', '.join(ROOMS)}")

    @property
    def _movement(self) -> str:
        return MIXED if self.movement is None else self.movement

    @property
    def _reps(self) -> int:
        return REPS if self.reps is None else self.reps

    def one(self, watched: Watched = iter) -> SimulatedDrill:
        """The one drill; the frames of a recorded movement pass through `watched` as a body is fitted to them.

        Raises:
            UsageError: a name is unknown, a file cannot be read, or this person cannot do that there.
        """
        default = Placement()
        placement = Placement(
            azimuth=math.radians(self.azimuth_deg or 0.0),
            height=default.height if self.height_m is None else self.height_m,
            distance=default.distance if self.distance_m is None else self.distance_m,
            tilt=None if self.tilt_deg is None else math.radians(self.tilt_deg),
            roll=math.radians(self.roll_deg or 0.0),
            portrait=self.portrait,
            faces=self.faces or default.faces,
        )
        sensor, room, noise = Sensor.named(self.sensor or _SENSORS[0]), self.room or ROOMS[0], self.noise or "middle"
        if self.skeleton is not None and self.recorded is None:
            raise UsageError("--skeleton belongs to an .amc file: name it with --recorded")
        if self.recorded is not None:
            movement = self._recorded_movement(watched)
            return SimulatedDrill(
                movement.person,
                wall_distance_m=self.wall_distance_m,
                placement=placement,
                sensor=sensor,
                fps=self.fps,
                seed=self.seed,
                noise=noise,
                room=room,
                performance=movement,
            )
        generator = np.random.default_rng([self.seed, 11])
        movements = movements_of(self._movement, self._reps, generator)
        return SimulatedDrill(
            self._person(0),
            self._reps,
            movements,
            self.wall_distance_m,
            placement,
            sensor,
            self.fps,
            self.seed,
            noise,
            self.arms,
            room,
            activities=activities_of(self.activities, generator),
        )

    def _recorded_movement(self, watched: Watched) -> RecordedMovement:
        known = {"--reps": self.reps, "--person": self.person, "--activities": self.activities, "--arms": self.arms}
        for option, value in known.items():
            if value is not None:
                raise UsageError(f"--recorded says who moves and how often: leave out {option}")
        return RecordedMovement.read(
            Path(self.recorded or ""),
            None if self.skeleton is None else Path(self.skeleton),
            None if self.clothes is None else Outfit.named(self.clothes),
            self.movement,
            watched,
        )

    def numbered(self, number: int) -> SimulatedDrill:
        """The drill of one person of a data set: a function of recipe and number alone.

        Raises:
            UsageError: this person can do nothing of what was drawn, or a name is unknown.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return self._drawn(number, np.random.default_rng([self.seed, number, attempt, 12]))
            except UsageError:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _person(self, seed: int) -> SimulatedPerson:
        """Who was asked for, or the person of a seed; a number that was asked for goes before it."""
        outfit = None if self.clothes is None else Outfit.named(self.clothes)
        if self.person is None:
            return SimulatedPerson.draw(seed, outfit=outfit)
        if self.person.isdecimal():
            return SimulatedPerson.draw(int(self.person), outfit=outfit)
        return SimulatedPerson.like(**described(self.person), seed=seed, outfit=outfit)

    def _drawn(self, number: int, generator: np.random.Generator) -> SimulatedDrill:
        def asked(value: float | None, drawn: float) -> float:
            return drawn if value is None else value

        # Everything is drawn, wanted or not, so that asking for one thing leaves the others as they were.
        azimuth, height, distance, roll = (
            generator.uniform(0.0, 360.0),
            generator.uniform(*_DRAWN_HEIGHT_M),
            generator.uniform(*_DRAWN_DISTANCE_M),
            generator.normal(0.0, _DRAWN_ROLL_DEG),
        )
        faces, room = str(generator.choice(["left", "right"])), str(generator.choice(ROOMS, p=_ROOM_SHARES))
        sensor = str(generator.choice(_SENSORS, p=_SENSOR_SHARES))
        noise = float(generator.uniform(STRENGTHS["kind"], STRENGTHS["harsh"]))
        seed = int(generator.integers(2**31))
        movements = movements_of(self._movement, self._reps, generator)
        activities = activities_of(self.activities, generator)
        placement = Placement(
            azimuth=math.radians(asked(self.azimuth_deg, azimuth)),
            height=asked(self.height_m, height),
            distance=asked(self.distance_m, distance),
            tilt=None if self.tilt_deg is None else math.radians(self.tilt_deg),
            roll=math.radians(asked(self.roll_deg, roll)),
            portrait=self.portrait,
            faces=self.faces or faces,
        )
        return SimulatedDrill(
            self._person(self.seed * MOST_PEOPLE + number),
            self._reps,
            movements,
            self.wall_distance_m,
            placement,
            Sensor.named(self.sensor or sensor),
            self.fps,
            seed,
            self.noise or noise,
            self.arms,
            self.room or room,
            activities=activities,
        )
