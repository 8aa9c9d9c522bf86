"""The guided setting of the wall: the trainer's line, with the protocol moving its wall between reps."""

from __future__ import annotations

from dataclasses import replace

from depthhinge.clinic.wall_protocol import Say, WallProtocol, WallResult
from depthhinge.drills.moment import Moment
from depthhinge.frames import DepthFrame
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
        """Understand one frame; its cue says what comes next in place of what the drill would say of a clean rep."""
        moment = self.trainer.step(frame)
        if moment.wall is not None and not self._begun:
            self._begun = True
            return replace(moment, cue=self._texts[Say.BEGIN])
        if moment.finished is None:
            return moment
        self.protocol.farthest_m = self.trainer.farthest_wall_m
        step = self.protocol.take(moment.finished)
        self.trainer.move_wall(step.distance_m)
        corrected = step.say is Say.AGAIN and moment.finished.faults
        return moment if corrected else replace(moment, cue=self._texts[step.say])
