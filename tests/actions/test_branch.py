from __future__ import annotations

from tests.actions.stage import Stage


def test_all_counters_are_listed_with_their_hours(stage: Stage) -> None:
    """Who names no place gets the list and is asked for one."""
    said = stage.text(stage.say("营业厅几点上班", "branch_info"))

    assert "3 个营业厅" in said
    assert "08:30–17:30" in said
    assert "演示数据" in said


def test_a_counter_named_is_told_in_full(stage: Stage) -> None:
    """Address, hours and what is done there."""
    said = stage.text(stage.say("溪北那个供电所周末开不开门", "branch_info"))

    assert "溪北供电所营业厅" in said
    assert "能办" in said
    assert "3 个" not in said
