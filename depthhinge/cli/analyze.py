"""`depthhinge analyze`: the line over recordings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depthhinge.cli.how import How
from depthhinge.cli.options import DrillName, Json, Language, RealWall, WallDistance, wall_distance_m
from depthhinge.cli.output import result, result_json, say, with_progress
from depthhinge.errors import DepthHingeError, UsageError

if TYPE_CHECKING:
    from depthhinge.drills.rep import Rep
    from depthhinge.sessions.summary import Summary


def analyze(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="Recordings (.mcap, .db3, .bag), clips (.npz), folders of PNGs, sessions."
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            metavar="DIR",
            help="New folder of the session; with several inputs it gets one folder each, named by the file's stem.",
        ),
    ],
    wall_distance: WallDistance = None,
    real_wall: RealWall = None,
    drill: DrillName = None,
    language: Language = None,
    dataset: Annotated[
        bool,
        typer.Option(
            "--dataset",
            help="For an archive: folders of sessions, on all cores, into one Parquet data set in DIR. "
            "Said again, it goes on where it was stopped. INPUT and DIR may be fsspec addresses (s3://bucket/archive).",
        ),
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="With --dataset: so many processes. Default: one a core.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="With --dataset: on this Dask cluster (tcp://host:8786) instead."),
    ] = None,
    json: Json = False,
) -> None:
    """Find the reps in recordings, judge them, and leave a session of each.

    With several inputs a bad one is told and passed over; the exit code is then 1 and the others are kept.

    Example: depthhinge analyze morning.db3 evening.npz --out analysed --wall-distance 25cm

    Example: depthhinge analyze archive --out results --dataset --jobs 4
    """
    how = How(_asked_for(wall_distance), drill, language, real_wall)
    if dataset:
        _analyze_archive(inputs, out, how, jobs, scheduler, json)
        return
    if jobs is not None or scheduler is not None:
        raise UsageError("--jobs and --scheduler go with --dataset")
    from depthhinge.cli.analysis import analyze_one

    places = _places([Path(path) for path in inputs], Path(out))
    records: list[dict[str, Any]] = []
    failed = 0
    several = len(places) > 1
    for path, place in with_progress(places.items(), "recordings", len(places)) if several else places.items():
        try:
            summary, reps = analyze_one(path, place, how, show_frames=not several)
        except DepthHingeError as failure:
            told = _naming(path, failure)
            if not several:
                raise told from failure
            say(str(told))
            failed += 1
            continue
        if json:
            records.append({"session": str(place), **summary.record()})
        else:
            result(_in_words(path, place, summary, reps))
    if json:
        result_json(records if several else records[0])
    if failed:
        say(f"{failed} of {len(places)} inputs failed; the others are in {out}")
        raise typer.Exit(1)


def _analyze_archive(
    inputs: list[str], out: str, how: How, jobs: int | None, scheduler: str | None, json: bool
) -> None:
    from depthhinge.cli.archive import analyze_archive

    done, failed = analyze_archive(inputs, out, how, jobs, scheduler)
    if json:
        result_json({"dataset": out, "sessions": done, "failed": failed})
    else:
        result(f"{done} sessions in {out}")
    if failed:
        say(f"{failed} sessions failed; the others are in {out}")
        raise typer.Exit(1)


def _places(inputs: list[Path], out: Path) -> dict[Path, Path]:
    """The session folder of each input, all free, before anything is read."""
    from depthhinge.sessions.folders import require_free

    if len(inputs) == 1:
        require_free(out)
        return {inputs[0]: out}
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder")
    places: dict[str, tuple[Path, Path]] = {}
    for path in inputs:
        # A folder has no suffix, even where its name has a dot. Some systems do not tell capitals apart.
        name = path.resolve().name if path.is_dir() else path.stem
        if name.casefold() in places:
            raise UsageError(f"{places[name.casefold()][0]} and {path} would both be written to {out / name}")
        require_free(out / name)
        places[name.casefold()] = (path, out / name)
    return dict(places.values())


def _asked_for(wall_distance: str | None) -> float | None:
    from depthhinge import settings

    return None if wall_distance is None else wall_distance_m(wall_distance, settings.wall_tap())


def _naming(path: Path, failure: DepthHingeError) -> DepthHingeError:
    """The same failure, its line naming the input."""
    if path.name in str(failure):
        return failure
    return type(failure)(f"{path}: {failure}")


def _in_words(path: Path, place: Path, summary: Summary, reps: tuple[Rep, ...]) -> str:
    counts = summary.counts
    labels = ", ".join(rep.verdict.label.value + (" rounded" if rep.verdict.rounded else "") for rep in reps)
    tracked = 100.0 * counts.tracked / counts.frames
    return (
        f"{path.name}: {counts.reps} reps{f' ({labels})' if labels else ''}, {counts.taps} taps, "
        f"tracked {tracked:.0f} % of {counts.frames} frames -> {place}"
    )
