"""The exact truth of a simulated drill, in the columns and records of a session."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from depthhinge.body.joints import JOINTS
from depthhinge.cli.verdicts import tap_record
from depthhinge.drills.moment import Moment, Phase
from depthhinge.lengths import MM_PER_M
from depthhinge.measures.measures import Measures
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.recorded.movement import RecordedMovement
from depthhinge.simulation.truth import MomentTruth
from depthhinge.tracking.tracked_body import TrackedBody

TRUTH_TABLE, TRUTH_RECORD = "truth.parquet", "truth.json"


def moment_of(index: int, truth: MomentTruth) -> Moment:
    """The moment a line without error would have given for this frame."""
    measures = Measures(
        **dataclasses.asdict(truth.angles),
        pelvis_back=truth.pelvis_back,
        pelvis_down=truth.pelvis_down,
        wall_gap=truth.wall_gap,
        com=truth.com,
        cop_foot_fraction=truth.cop_foot_fraction,
        heel_lift=truth.heel_lift,
    )
    body = TrackedBody(
        tracked=True,
        joints=truth.joints,
        joint_seen=np.ones(len(JOINTS), bool),
        segment_rotations=np.zeros((0, 3, 3)),
        segment_origins=np.zeros((0, 3)),
        residual_m=0.0,
        evidence={},
        silhouette_overlap=1.0,
    )
    nobody = np.zeros((0, 3), np.float32)
    return Moment(index, truth.time_s, nobody, body, measures, None, Phase(truth.phase), truth.rep)


def truth_record(drill: SimulatedDrill, recording: str | None) -> dict[str, Any]:
    """The content of `truth.json`."""
    camera = drill.camera
    return {
        "recording": recording,
        "reps": [
            {
                "rep": rep.number,
                "label": rep.label,
                "rounded": rep.rounded,
                "start_s": rep.start_s,
                "bottom_s": rep.bottom_s,
                "end_s": rep.end_s,
                "faults": [{"name": fault.name, "severity": fault.severity, **fault.amounts} for fault in rep.faults],
                "onset_order": list(rep.onset_order),
                "onsets_s": dict(rep.onsets_s),
                "measures": dict(rep.measures),
                "taps": [{**tap_record(tap.time_s, tap.depth), "gap_mm": MM_PER_M * tap.gap} for tap in rep.taps],
            }
            for rep in drill.reps
        ],
        "activities": [{"name": name, "start_s": start, "end_s": end} for name, start, end in drill.performance.asides],
        "person": _person_record(drill),
        "recorded": _recorded_record(drill),
        "wall": {"distance_m": drill.wall_distance_m, "normal": drill.wall.normal, "offset_m": drill.wall.offset},
        "camera": {
            "name": camera.name,
            "intrinsics": dataclasses.asdict(camera.intrinsics),
            "depth_scale": camera.depth_scale,
            "fps": camera.fps,
            "stereo_baseline_m": camera.stereo_baseline_m,
        },
        "room_from_camera": camera.room_from_camera,
        "placement": {
            "azimuth_deg": math.degrees(drill.placement.azimuth),
            "height_m": drill.placement.height,
            "distance_m": drill.placement.distance,
            "tilt_deg": math.degrees(drill.placement.tilt or 0.0),
            "roll_deg": math.degrees(drill.placement.roll),
            "portrait": drill.placement.portrait,
            "faces": drill.placement.faces,
        },
        "room": drill.room,
        "real_wall_behind_m": drill.real_wall_behind_m,
        "seed": drill.seed,
        "noise": drill.noise,
        "arms": drill.arms,
    }


def _person_record(drill: SimulatedDrill) -> dict[str, Any]:
    person = drill.person
    record = {
        "stature_m": person.stature,
        "mass_kg": person.mass_kg,
        "clothes": person.clothing.outfit.name,
    }
    if isinstance(drill.performance, RecordedMovement):
        return record  # Whose markers they were, their sex and all, no file says.
    back = {part: math.degrees(angle) for part, angle in dataclasses.asdict(person.curves).items()}
    return {"seed": person.seed, "number": person.number, "female": person.female, "back_deg": back, **record}


def _recorded_record(drill: SimulatedDrill) -> dict[str, Any] | None:
    """What is known of a recorded movement; None where it was invented."""
    movement = drill.performance
    if not isinstance(movement, RecordedMovement):
        return None
    return {
        "name": movement.name,
        "mean_marker_residual_mm": movement.fitted.mean_residual_mm,
        "force_plates_share": movement.pressure_known_share,
    }
