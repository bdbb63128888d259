"""How near a question's vector lies to entries."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics.vectors import NEAREST_SHARE, TOPIC_SHARE, EntryVectors

EAST, NORTH, WEST = np.eye(3, dtype=np.float32)


def test_an_entry_is_its_middle_its_topic_and_its_nearest_text() -> None:
    """Two entries of one topic, one of another; the figures written out."""
    index = EntryVectors(
        np.stack([EAST, NORTH, EAST, WEST]),
        owners=np.array([0, 0, 1, 2]),
        topics=np.array([0, 0, 1]),
        foreign=np.stack([NORTH]),
    )

    near = index.near(EAST)

    middle = (EAST + NORTH) / np.sqrt(2)
    topic = (middle + EAST) / np.linalg.norm(middle + EAST)
    whole = 1 + TOPIC_SHARE + NEAREST_SHARE
    first = (middle[0] + TOPIC_SHARE * topic[0] + NEAREST_SHARE) / whole
    second = (1 + TOPIC_SHARE * topic[0] + NEAREST_SHARE) / whole
    assert near.entries == pytest.approx([first, second, 0.0], abs=1e-6)


def test_apart_compares_with_what_is_not_ours() -> None:
    """Above 0 on our side, below on the other."""
    index = EntryVectors(
        np.stack([EAST]), owners=np.array([0]), topics=np.array([0]), foreign=np.stack([NORTH])
    )

    assert index.near(EAST).apart == pytest.approx(1.0)
    assert index.near(NORTH).apart == pytest.approx(-1.0)
