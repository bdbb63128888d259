from __future__ import annotations

from actions.wording import words
from bot.domain.load_shape import LoadShape


def test_every_kind_of_day_has_its_words() -> None:
    said = words("load_shapes")

    assert set(said) == {shape.value for shape in LoadShape}
    assert len(set(said.values())) == len(LoadShape)
