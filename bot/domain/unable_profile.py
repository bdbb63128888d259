"""Anticipated refusals of what a customer wants done with the data held about them."""

from __future__ import annotations

from bot.domain.unable import Unable


class DataMustStay(Unable):
    """A record that the law or a contract wants kept. Facts: what (a DataGroup's value)."""

    code = "data_must_stay"


class RecordNotCorrectedHere(Unable):
    """The tag repeats a record, which must itself be put right. Facts: tag (its name)."""

    code = "record_not_corrected_here"


class ProfilingStopped(Unable):
    """The holder objected to tags, so none is kept, not even one they say themselves."""

    code = "profiling_stopped"
