from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.branch import serving
from bot.storage.branches import BranchesWrong, load_branches

SHIPPED = Path(__file__).parents[2] / "knowledge" / "branches.yml"


def test_the_shipped_counters_can_be_read() -> None:
    """Each says where it is, when it is open and what is done there."""
    branches = load_branches(SHIPPED)

    assert len(branches) == 3
    assert all(branch.hours and branch.business for branch in branches)


def test_a_place_leads_to_the_counter_that_serves_it() -> None:
    """By the place's name."""
    near = serving(load_branches(SHIPPED), "东风小区")

    assert [branch.name for branch in near] == ["东风路营业厅"]


def test_every_mistake_is_named_with_its_place_and_mend(tmp_path: Path) -> None:
    """A wrong clock, a missing name and an unknown key at once."""
    path = tmp_path / "branches.yml"
    path.write_text(
        "verified: false\nbranches:\n"
        "  - {address: 某路 1 号, phone: 1, hours: [{days: 周一, open: '8:30', close: '07:00'}]}\n"
    )

    with pytest.raises(BranchesWrong) as wrong:
        load_branches(path)

    told = "\n".join(wrong.value.mistakes)
    assert "branches[1]: name" in told
    assert "write a time such as 08:30" in told
    assert "unknown key" in told
