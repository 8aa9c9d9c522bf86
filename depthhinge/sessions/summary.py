"""`summary.json`: what was recorded, with what, of whom, and how well it went."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from depthhinge.body.anthropometry import Length
from depthhinge.cameras.png_folder import CAMERA_SUFFIXES, pictures_beside
from depthhinge.drills.moment import DrillKind
from depthhinge.drills.wall import Wall
from depthhinge.errors import SessionError
from depthhinge.frames import CameraInfo
from depthhinge.geometry import Array, Plane
from depthhinge.sessions.camera_record import camera_from_record, camera_record, rigid_or_none
from depthhinge.sessions.json_files import number_or_none

PERCENTILES = (50, 95, 99)

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class SourceFile:
    """A file that depth came from or went to, and the sum that tells it from any other."""

    path: str
    """Relative to the session folder where it lies inside."""
    sha256: str

    @classmethod
    def of(cls, path: Path, shown_as: str | None = None) -> SourceFile:
        """The file at `path`, named `shown_as` (default: the absolute path)."""
        return cls(shown_as or str(path.resolve()), sha256_of(path))


@dataclass(frozen=True)
class Person:
    """Of whom the drill was."""

    stature_m: float | None = None
    shape: tuple[float, ...] = ()
    """Weights of the body model's shape components."""
    lengths: Mapping[str, Length] = field(default_factory=dict)
    """Stature and segments (`body.anthropometry`); empty where nobody stood still for a second."""


@dataclass(frozen=True)
class Counts:
    """How much there was of everything."""

    frames: int = 0
    tracked: int = 0
    """Frames in which the person was tracked."""
    reps: int = 0
    taps: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    """Reps by label."""
    rounded: int = 0
    """Reps called rounded."""


@dataclass(frozen=True)
class Summary:
    """Everything a session knows beside its frames and reps."""

    version: str
    """Of the program."""
    input: SourceFile | None
    """What was analysed; None for a live drill and for the demo."""
    recording: SourceFile | None
    """The depth itself: in the session, or the input where that is the recording."""
    camera: CameraInfo
    room_from_camera: Array | None
    """(4, 4)."""
    person: Person
    wall_distance_m: float
    """Asked for, heels to wall."""
    wall: Wall | None
    """None where nobody stood still long enough to set one."""
    counts: Counts
    notes: tuple[str, ...] = ()
    """Quality notes, plain sentences."""
    stage_ms: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Time of each stage of the line, milliseconds, by stage and then `p50`, `p95`, `p99`."""
    drill: DrillKind = DrillKind.WALL_TAP
    language: str = "en"
    """Of the cues."""
    real_wall: bool = False
    """Whether a real wall behind the person was to be used."""

    @property
    def walled(self) -> bool:
        """Whether the drill had a wall."""
        return self.drill is DrillKind.WALL_TAP

    def record(self) -> dict[str, Any]:
        """The content of `summary.json`."""
        return {
            "version": self.version,
            "input": _file_record(self.input),
            "recording": _file_record(self.recording),
            "camera": camera_record(self.camera),
            "room_from_camera": self.room_from_camera,
            "person": {
                "stature_m": self.person.stature_m,
                "shape": self.person.shape,
                "lengths": {
                    name: {"value_m": length.value_m, "se_m": length.se_m}
                    for name, length in self.person.lengths.items()
                },
            },
            "wall": {
                "distance_m": self.wall_distance_m,
                "real_asked": self.real_wall,
                "plane": _wall_record(self.wall),
            },
            "counts": {
                "frames": self.counts.frames,
                "tracked": self.counts.tracked,
                "reps": self.counts.reps,
                "taps": self.counts.taps,
                "labels": dict(sorted(self.counts.labels.items())),
                "rounded": self.counts.rounded,
            },
            "notes": self.notes,
            "stage_ms": {stage: dict(times) for stage, times in self.stage_ms.items()},
            "drill": self.drill.value,
            "language": self.language,
        }

    @classmethod
    def from_record(cls, record: Any, where: str) -> Summary:
        """The summary of a record; `where` names the file for the message.

        Raises:
            SessionError: a key is missing or holds something else than it should.
        """
        try:
            return cls(
                version=str(record["version"]),
                input=_file_from(record["input"]),
                recording=_file_from(record["recording"]),
                camera=camera_from_record(record["camera"], rigid_or_none(record["room_from_camera"])),
                room_from_camera=rigid_or_none(record["room_from_camera"]),
                person=Person(
                    number_or_none(record["person"]["stature_m"]),
                    tuple(float(weight) for weight in record["person"]["shape"]),
                    {
                        str(name): Length(float(length["value_m"]), float(length["se_m"]))
                        # Older sessions know of none.
                        for name, length in record["person"].get("lengths", {}).items()
                    },
                ),
                wall_distance_m=float(record["wall"]["distance_m"]),
                wall=_wall_from(record["wall"]),
                counts=_counts_from(record["counts"]),
                notes=tuple(str(note) for note in record["notes"]),
                stage_ms={
                    str(stage): {str(name): float(ms) for name, ms in times.items()}
                    for stage, times in record["stage_ms"].items()
                },
                # Sessions of the first version say neither.
                drill=DrillKind(record.get("drill", DrillKind.WALL_TAP.value)),
                language=str(record.get("language", "en")),
                real_wall=bool(record["wall"].get("real_asked", False)),
            )
        except KeyError as problem:
            raise SessionError(f"{where} is damaged: it lacks {problem}") from problem
        except (TypeError, ValueError, AttributeError) as problem:
            raise SessionError(f"{where} is damaged: {problem}") from problem


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; a camera file's covers the pictures beside it."""
    digest = hashlib.sha256()
    pictures = pictures_beside(path) if path.suffix.lower() in CAMERA_SUFFIXES else []
    for part in (path, *pictures):
        with part.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()


def stage_percentiles(times_ms: Mapping[str, Iterable[float]]) -> dict[str, dict[str, float]]:
    """`p50`, `p95` and `p99` of each stage's times, in the order of the stages."""
    return {
        stage: {f"p{p}": round(float(np.percentile(np.fromiter(times, float), p)), 3) for p in PERCENTILES}
        for stage, times in times_ms.items()
    }


def _file_record(file: SourceFile | None) -> dict[str, str] | None:
    return None if file is None else {"path": file.path, "sha256": file.sha256}


def _file_from(record: Any) -> SourceFile | None:
    return None if record is None else SourceFile(str(record["path"]), str(record["sha256"]))


def _wall_record(wall: Wall | None) -> dict[str, Any] | None:
    if wall is None:
        return None
    return {
        "normal": wall.plane.normal,
        "offset_m": wall.plane.offset,
        "facing": wall.facing,
        "heels": wall.heels,
        "distance_m": wall.distance_m,
        "real": wall.real,
    }


def _wall_from(record: Any) -> Wall | None:
    plane = record["plane"]
    if plane is None:
        return None
    normal, facing, heels = (_vector(plane[name]) for name in ("normal", "facing", "heels"))
    # Older sessions have virtual walls alone, at the distance asked for.
    distance = float(plane.get("distance_m", record["distance_m"]))
    return Wall(Plane(normal, float(plane["offset_m"])), facing, heels, distance, bool(plane.get("real", False)))


def _counts_from(record: Any) -> Counts:
    return Counts(
        **{name: int(record[name]) for name in ("frames", "tracked", "reps", "taps", "rounded")},
        labels={str(label): int(count) for label, count in record["labels"].items()},
    )


def _vector(numbers: Any) -> Array:
    vector = np.asarray(numbers, np.float64)
    if vector.shape != (3,):
        raise ValueError("a direction or point needs three numbers")
    return vector
