"""The guided setting of the wall: the trainer's line, with the protocol moving its wall between reps."""

from __future__ import annotations

from dataclasses import replace

from depthhinge.clinic.standing_seat import StandingSeat
from depthhinge.clinic.wall_protocol import Say, Step, WallProtocol, WallResult
from depthhinge.drills.moment import Moment
from depthhinge.frames import DepthFrame
from depthhinge.lengths import in_words
from depthhinge.settings import WallProtocolSettings, cues
from depthhinge.trainer import Trainer


class WallCalibration:
    """`step` frame by frame until `result` is there."""

    def __init__(self, trainer: Trainer, settings: WallProtocolSettings) -> None:
        """
        Args:
            trainer: a new one; its wall is moved.
            settings: of the protocol.
        """
        self.trainer = trainer
        self.protocol = WallProtocol(settings)
        self._texts = cues(trainer.language)
        self._seat = StandingSeat()
        self._begun = False
        trainer.move_wall(self.protocol.distance_m)

    @property
    def result(self) -> WallResult | None:
        """What was found; None while it goes on."""
        return self.protocol.result

    @property
    def distance_m(self) -> float:
        """Of the wall now."""
        return self.protocol.distance_m

    def step(self, frame: DepthFrame) -> Moment:
        """Understand one frame; its cue says what comes next in place of what the drill would say of a clean rep.

        Before the first rep it is seen where the seat stands; that the wall begins farther back for it is a note.
        """
        moment = self.trainer.step(frame)
        if not self._begun and self._seat.update(moment):
            return self._begin(moment)
        if moment.finished is None:
            return moment
        self.protocol.farthest_m = self.trainer.farthest_wall_m
        step = self.protocol.take(moment.finished)
        self.trainer.move_wall(step.distance_m)
        corrected = step.say is Say.AGAIN and moment.finished.faults
        return moment if corrected else replace(moment, cue=self._texts[step.say])

    def _begin(self, moment: Moment) -> Moment:
        self._begun = True
        seat_m = self._seat.behind_heels_m
        step = Step(Say.BEGIN, self.distance_m) if seat_m is None else self.protocol.begin(seat_m)
        begun = replace(moment, cue=self._texts[step.say])
        if seat_m is None or step.say is Say.BEGIN:
            return begun
        self.trainer.move_wall(step.distance_m)
        note = (
            f"standing, the seat is {in_words(seat_m)} behind the heels: the wall begins at "
            f"{in_words(step.distance_m)}, not nearer"
        )
        return replace(begun, notes=(*moment.notes, note))
