"""A small world of questions, enough to see that training works."""

from __future__ import annotations

from bot.encoder.training import Lesson, Plan

ASKS = {
    "late/rate": ("滞纳金怎么算", "晚交电费罚多少", "违约金一天多少钱", "拖着没交要罚吗"),
    "late/waive": ("违约金能免吗", "滞纳金可以不收吗", "罚的钱能不能退", "出差忘交了能免罚吗"),
    "move/where": ("电表能挪地方吗", "想把表箱换个墙", "移表找谁办", "表挪到院子里行吗"),
    "move/fee": ("移表要多少钱", "挪电表收费吗", "迁表费用怎么算", "换个位置装表贵不贵"),
}
LESSONS = [Lesson(name.split("/")[0], asks, ("办好要三天。",)) for name, asks in ASKS.items()]
SAYINGS = {"late_fee": ["罚了多少", "违约金多少"], "meter_relocate": ["移表", "挪表"]}
PLAN = Plan(steps=60, dimensions=32)


def unchanged(text: str) -> str:
    """No noise."""
    return text
