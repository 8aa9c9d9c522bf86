"""`reps.json`: each rep as a record that other programs read, and back again."""

from __future__ import annotations

from typing import Any

from depthhinge.drills.rep import ContactChange, Fault, Label, Rep, Tap, Verdict
from depthhinge.errors import SessionError
from depthhinge.lengths import MM_PER_M
from depthhinge.sessions.json_files import number_or_none


def rep_record(rep: Rep) -> dict[str, Any]:
    """The record of one rep, seconds and millimetres."""
    return {
        "rep": rep.number,
        "start_s": rep.start_s,
        "bottom_s": rep.bottom_s,
        "end_s": rep.end_s,
        "label": rep.verdict.label.value,
        "probabilities": dict(sorted(rep.verdict.probabilities.items())),
        "rounded": rep.verdict.rounded,
        "rounded_probability": rep.verdict.rounded_probability,
        "taps": [
            {
                "time_s": tap.time_s,
                "gap_mm": MM_PER_M * tap.gap_m,
                "depth_mm": MM_PER_M * tap.depth_m,
                "dwell_s": tap.dwell_s,
                "approach_mm_per_s": None if tap.speed_m_per_s is None else MM_PER_M * tap.speed_m_per_s,
            }
            for tap in rep.taps
        ],
        "faults": [
            {"name": fault.name, "severity": fault.severity, "time_s": fault.time_s, "evidence": fault.evidence}
            for fault in rep.faults
        ],
        "cue": rep.cue,
        "measures": dict(sorted(rep.measures.items())),
        "contacts": None
        if rep.contacts is None
        else [
            {
                "time_s": change.time_s,
                "contact": change.contact,
                "lost": change.lost,
                "gap_mm": MM_PER_M * change.gap_m,
                "where": change.where,
                "direction": change.direction,
            }
            for change in rep.contacts
        ],
    }


def rep_from_record(record: Any, where: str) -> Rep:
    """The rep of a record; `where` names the file for the message.

    Raises:
        SessionError: a key is missing or holds something else than it should.
    """
    try:
        verdict = Verdict(
            label=Label(record["label"]),
            probabilities={str(name): float(p) for name, p in record["probabilities"].items()},
            rounded=None if record["rounded"] is None else bool(record["rounded"]),
            rounded_probability=number_or_none(record["rounded_probability"]),
        )
        return Rep(
            number=int(record["rep"]),
            start_s=float(record["start_s"]),
            bottom_s=float(record["bottom_s"]),
            end_s=float(record["end_s"]),
            taps=tuple(_tap_from_record(tap) for tap in record["taps"]),
            verdict=verdict,
            faults=tuple(
                Fault(str(fault["name"]), str(fault["severity"]), float(fault["time_s"]), str(fault["evidence"]))
                for fault in record["faults"]
            ),
            cue=None if record["cue"] is None else str(record["cue"]),
            measures={str(name): number_or_none(value) for name, value in record["measures"].items()},
            # Sessions of the first version have none.
            contacts=None
            if record.get("contacts") is None
            else tuple(_contact_from_record(change) for change in record["contacts"]),
        )
    except KeyError as problem:
        raise SessionError(f"{where} is damaged: a rep lacks {problem}") from problem
    except (TypeError, ValueError, AttributeError) as problem:
        raise SessionError(f"{where} is damaged: {problem}") from problem


def _contact_from_record(record: Any) -> ContactChange:
    return ContactChange(
        time_s=float(record["time_s"]),
        contact=str(record["contact"]),
        lost=bool(record["lost"]),
        gap_m=float(record["gap_mm"]) / MM_PER_M,
        where=str(record["where"]),
        direction=str(record["direction"]),
    )


def _tap_from_record(record: Any) -> Tap:
    # Sessions of the first version have no dwell and no approach.
    approach = number_or_none(record.get("approach_mm_per_s"))
    return Tap(
        time_s=float(record["time_s"]),
        gap_m=float(record["gap_mm"]) / MM_PER_M,
        depth_m=float(record["depth_mm"]) / MM_PER_M,
        dwell_s=float(record.get("dwell_s", 0.0)),
        speed_m_per_s=None if approach is None else approach / MM_PER_M,
    )
