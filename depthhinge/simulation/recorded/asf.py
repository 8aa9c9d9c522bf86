"""Skeletons and their motion as Acclaim wrote them (`.asf`, `.amc`): joint centres through time.

The format: Lander J (1998), "Working with motion capture file formats", *Game Developer*. A bone's rotation is given
about the axes that its `axis` line sets up; its end lies `length` along `direction`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array, rotation_about
from depthhinge.simulation.recorded.trc import Markers

_METRES_PER_INCH = 0.0254
RATE_HZ = 120.0
"""Of the CMU collection; the files do not say it."""


@dataclass(frozen=True)
class _Bone:
    parent: str
    offset: Array
    """(3,) from its beginning to its end at rest, metres."""
    axis: Array
    """(3, 3) in which its rotations are told."""
    turns: tuple[str, ...]
    """`rx`, `ry`, `rz`: those that a motion file gives."""


@dataclass(frozen=True)
class Skeleton:
    """Bones by name, parents before children."""

    bones: dict[str, _Bone]
    root_order: tuple[str, ...]
    unit_m: float
    """Of the lengths and positions in the files."""

    def joints(self, motion: dict[str, list[float]]) -> dict[str, Array]:
        """The end (3,) of every bone, and `root`, in one frame of motion; metres, y up."""
        values = dict(zip(self.root_order, motion["root"], strict=True))
        place = {"root": self.unit_m * np.array([values[f"T{axis}"] for axis in "XYZ"])}
        turned = {"root": _rotation([(f"r{axis.lower()}", values[f"R{axis}"]) for axis in "XYZ"])}
        for name, bone in self.bones.items():
            local = _rotation(list(zip(bone.turns, motion.get(name, [0.0] * len(bone.turns)), strict=True)))
            turned[name] = turned[bone.parent] @ bone.axis @ local @ bone.axis.T
            place[name] = place[bone.parent] + turned[name] @ bone.offset
        return place


def read_asf(path: Path) -> Skeleton:
    """Read a skeleton.

    Raises:
        UsageError: it cannot be read or is not such a file.
    """
    sections = _sections(path)
    try:
        unit = _METRES_PER_INCH / float(_value(sections["units"], "length"))
        order = tuple(_value(sections["root"], "order").upper().split())
        parents = {child: words[0] for words in (line.split() for line in sections["hierarchy"]) for child in words[1:]}
        bones = dict(_bone(block, parents, unit) for block in _blocks(sections["bonedata"]))
    except (KeyError, ValueError, IndexError) as problem:
        raise UsageError(f"{path} is not a skeleton file: {problem}") from problem
    ordered: dict[str, _Bone] = {}
    while len(ordered) < len(bones):
        ready = {n: b for n, b in bones.items() if n not in ordered and (b.parent == "root" or b.parent in ordered)}
        if not ready:
            raise UsageError(f"{path}: some bones hang on none")
        ordered |= ready
    return Skeleton(ordered, order, unit)


def read_amc(path: Path, skeleton: Skeleton) -> Markers:
    """Read a motion of `skeleton`: its joint centres as markers, by the names of the bones they end.

    Raises:
        UsageError: it cannot be read, or does not fit the skeleton.
    """
    frames: list[dict[str, list[float]]] = []
    for number, line in enumerate(_lines(path), 1):
        words = line.split()
        if not words or line.startswith(("#", ":")):
            continue
        if len(words) == 1:
            frames.append({})
            continue
        try:
            if words[0] != "root" and len(words) - 1 != len(skeleton.bones[words[0]].turns):
                raise UsageError(f"{path}, line {number}: {words[0]} has {len(words) - 1} angles")
            frames[-1][words[0]] = [float(word) for word in words[1:]]
        except (KeyError, ValueError, IndexError) as problem:
            raise UsageError(f"{path}, line {number} does not fit the skeleton: {line.strip()[:40]!r}") from problem
    if not frames or any("root" not in frame for frame in frames):
        raise UsageError(f"{path} is not a motion file: a frame has no root")
    names = ("root", *skeleton.bones)
    joints = [skeleton.joints(frame) for frame in frames]
    points = np.array([[frame[name] for name in names] for frame in joints])
    return Markers(names, np.arange(len(frames)) / RATE_HZ, points)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror or problem}") from problem


def _sections(path: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(path):
        if line.startswith(":"):
            current = sections.setdefault(line[1:].split()[0], [])
        elif line.strip() and not line.startswith("#"):
            current.append(line.strip())
    return sections


def _value(lines: list[str], key: str) -> str:
    return next(line.split(maxsplit=1)[1] for line in lines if line.split()[0] == key)


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in lines:
        if line == "begin":
            blocks.append([])
        elif line != "end":
            blocks[-1].append(line)
    return blocks


def _bone(block: list[str], parents: dict[str, str], unit: float) -> tuple[str, _Bone]:
    name = _value(block, "name")
    direction = np.array([float(word) for word in _value(block, "direction").split()])
    words = _value(block, "axis").split()
    # The axes are told as turns about the fixed axes, x first.
    axis = _rotation([("rx", float(words[0])), ("ry", float(words[1])), ("rz", float(words[2]))])
    turns = next((tuple(line.split()[1:]) for line in block if line.startswith("dof")), ())
    length = unit * float(_value(block, "length"))
    return name, _Bone(parents[name], length * direction / np.linalg.norm(direction), axis, turns)


def _rotation(turns: list[tuple[str, float]]) -> Array:
    """Of turns in degrees about the fixed axes, the first made first."""
    axes = {"rx": (1.0, 0.0, 0.0), "ry": (0.0, 1.0, 0.0), "rz": (0.0, 0.0, 1.0)}
    rotation = np.eye(3)
    for name, degrees in turns:
        rotation = rotation_about(axes[name], float(np.deg2rad(degrees))) @ rotation
    return np.asarray(rotation)
