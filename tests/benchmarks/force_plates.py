"""The centre of pressure against force plates: real people's squats and sit-to-stands, by their own markers.

    python -m tests.benchmarks.force_plates ../shared/data/nimble_markers

The markers give joint centres, the segment table (de Leva 1996, mean of women and men, as in `body/mass.py`) the centre
of mass, and `measures/balance.py` the centre of pressure that the plates are compared with, wherever the feet carry the
whole weight (a chair carries some). Data: Nimble Physics, BSD-2-Clause; not part of this project.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthhinge.geometry import Array
from depthhinge.measures.balance import pressure_fractions, zone

TRUNK, HEAD, THIGH, SHANK, FOOT, UPPER_ARM, FOREARM_AND_HAND = 0.4302, 0.0681, 0.1447, 0.0457, 0.0133, 0.0263, 0.0209
TRUNK_CENTRE = 0.45
"""Of the way from mid-hip to mid-shoulder."""
HEAD_BEYOND = 0.35
"""Of that way, beyond the shoulders."""
ON_FEET = 0.9
"""Of the body's weight, that the feet carry at least."""
LIMBS = (
    ("HJC", "knee", THIGH, 0.385),
    ("knee", "ankle", SHANK, 0.443),
    ("calc", "toe", FOOT, 0.43),
    ("Shoulder", "elbow_lat", UPPER_ARM, 0.576),
    ("elbow_lat", "wrist_radius", FOREARM_AND_HAND, 0.62),
)


def read_markers(path: Path) -> tuple[Array, dict[str, Array]]:
    """Times (n,) and each marker's places (n, 3) in metres, y up."""
    lines = path.read_text().splitlines()
    scale = {"m": 1.0, "mm": 1e-3}[lines[2].split()[4]]
    names = [name for name in lines[3].split("\t")[2:] if name.strip()]
    rows = [[float(cell or "nan") for cell in line.split("\t")] for line in lines[5:] if line.strip()]
    table = np.array([row[: 2 + 3 * len(names)] for row in rows])
    places = scale * table[:, 2:].reshape(len(table), len(names), 3)
    return table[:, 1], {name.strip().lower(): places[:, k] for k, name in enumerate(names)}


def read_plates(path: Path) -> tuple[Array, Array]:
    """(n, 3) centre of pressure of both plates together, and the (n,) newtons on them."""
    lines = path.read_text().splitlines()
    header = next(k for k, line in enumerate(lines) if line.startswith("time"))
    names = lines[header].split("\t")
    table = np.array([[float(cell) for cell in line.split("\t")] for line in lines[header + 1 :] if line.strip()])
    column = {name: table[:, k] for k, name in enumerate(names)}
    forces = np.stack([column[f"ground_force_{k}_vy"] for k in (1, 2)])
    points = np.stack([[column[f"ground_force_{k}_p{axis}"] for axis in "xyz"] for k in (1, 2)])
    total = forces.sum(axis=0)
    return np.asarray(np.einsum("kn,kan->na", forces, points) / np.maximum(total, 1.0)[:, None]), total


def centre_of_mass(markers: dict[str, Array]) -> Array:
    """(n, 3)."""

    def middle(name: str) -> Array:
        return (markers[f"l_{name}"] + markers[f"r_{name}"]) / 2.0

    hips, shoulders = middle("hjc"), middle("shoulder")
    spine = shoulders - hips
    total = TRUNK * (hips + TRUNK_CENTRE * spine) + HEAD * (shoulders + HEAD_BEYOND * spine)
    weight = TRUNK + HEAD
    for start, end, mass, share in LIMBS:
        for side in "lr":
            a, b = markers[f"{side}_{start.lower()}"], markers[f"{side}_{end.lower()}"]
            total = total + mass * (a + share * (b - a))
            weight += mass
    return np.asarray(total / weight)


@dataclass(frozen=True)
class Comparison:
    """Millimetres fore-aft over the frames in which the feet carry the weight."""

    error: float
    """Mean, without sign."""
    bias: float
    mass_alone: float
    """Mean error of the centre of mass's projection, the inertial term left out."""
    zone_right: float
    frames: int


def compare(trc: Path) -> Comparison | None:
    """A recording beside its plates; None where it has none."""
    plates = trc.with_name(f"{trc.stem}_grf.mot")
    if not plates.exists():
        return None
    times, markers = read_markers(trc)
    true, newtons = read_plates(plates)
    com = centre_of_mass(markers)
    heel = (markers["l_calc"] + markers["r_calc"])[0] / 2.0
    toe = (markers["l_toe"] + markers["r_toe"])[0] / 2.0
    level = (toe - heel) * np.array([1.0, 0.0, 1.0])
    length = 1e3 * float(np.linalg.norm(level))
    fractions, truth = ((points - heel) @ level / (level @ level) for points in (com, true[: len(com)]))
    found = pressure_fractions(times, fractions, com[:, 1])
    standing = newtons[: len(com)] > ON_FEET * np.percentile(newtons, 90.0)
    found, fractions, truth = found[standing], fractions[standing], truth[standing]
    return Comparison(
        error=length * float(np.abs(found - truth).mean()),
        bias=length * float((found - truth).mean()),
        mass_alone=length * float(np.abs(fractions - truth).mean()),
        zone_right=float(np.mean([zone(a) is zone(b) for a, b in zip(found, truth, strict=True)])),
        frames=int(standing.sum()),
    )


def main() -> None:
    """Print a row a recording."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for trc in sorted(parser.parse_args().folder.glob("*.trc")):
        found = compare(trc)
        if found is not None:
            print(
                f"{trc.stem:24s} mean error {found.error:5.1f} mm, bias {found.bias:+5.1f} "
                f"(mass alone {found.mass_alone:5.1f}), zone right {found.zone_right:.1%} of {found.frames} frames"
            )


if __name__ == "__main__":
    main()
