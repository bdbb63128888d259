"""A grid under the little world, and outages on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.gazetteer import GazetteerEntry
from bot.domain.grid import Feeder, Substation, Supply, TransformerArea
from bot.domain.outage_entry import FeedDocument
from bot.domain.place import PlaceKind
from bot.services import outage_feed
from bot.services.outage_feed import TakenFeed
from bot.storage import gazetteer, grid
from bot.storage.books import Books
from tests.services.world import FACTORY, HOME, NOW, SHOP

HOUR = timedelta(hours=1)
GULOU, GULOU_NORTH, WATER, MILL = "A1", "A2", "A3", "B1"
"""Three areas on the feeder F1, one on F2."""


def lay(books: Books) -> None:
    """HOME hangs on 鼓楼小区 1-6, SHOP on 清水路, FACTORY on another feeder; YEARLY on none."""
    with books.service() as service:
        grid.save(
            service,
            substations=[Substation("S", "鼓楼变电站")],
            feeders=[Feeder("F1", "鼓楼线", "S"), Feeder("F2", "磨坊线", "S")],
            areas=[
                TransformerArea(GULOU, "鼓楼小区1号台区", "F1"),
                TransformerArea(GULOU_NORTH, "鼓楼小区2号台区", "F1"),
                TransformerArea(WATER, "清水路台区", "F1"),
                TransformerArea(MILL, "磨坊台区", "F2"),
            ],
            supplies=[Supply(HOME, GULOU), Supply(SHOP, WATER), Supply(FACTORY, MILL)],
        )
        gazetteer.save(
            service,
            entries=[
                GazetteerEntry("鼓楼小区", PlaceKind.ESTATE, GULOU, first_no=1, last_no=6),
                GazetteerEntry("鼓楼小区", PlaceKind.ESTATE, GULOU_NORTH, first_no=7),
                GazetteerEntry("鼓楼路", PlaceKind.ROAD, WATER),
                GazetteerEntry("磨坊村", PlaceKind.VILLAGE, MILL),
            ],
        )


def fault(outage_id: str = "F-1", *areas: str, **changes: Any) -> dict[str, Any]:
    """A fault that began an hour ago."""
    return {
        "id": outage_id,
        "kind": "fault",
        "scope": "鼓楼小区",
        "areas": list(areas or (GULOU,)),
        "cause": "电缆故障",
        "begins_at": (NOW - HOUR).isoformat(),
        "ends_at": (NOW + HOUR).isoformat(),
        **changes,
    }


def planned(outage_id: str, *areas: str, in_days: int) -> dict[str, Any]:
    """Eight hours of work from eight o'clock, four hours before the world's noon."""
    begins = NOW + timedelta(days=in_days) - 4 * HOUR
    return {
        "id": outage_id,
        "kind": "planned",
        "scope": "鼓楼小区",
        "areas": list(areas),
        "begins_at": begins.isoformat(),
        "ends_at": (begins + 8 * HOUR).isoformat(),
    }


def document(*entries: Any, as_of: datetime = NOW) -> FeedDocument:
    """What the feed says."""
    return FeedDocument(as_of=as_of, source="鼓楼调度", entries=entries)


def tell(books: Books, *entries: Any, at: datetime = NOW) -> TakenFeed:
    """Take what the feed says at a moment."""
    return outage_feed.take(books, document=document(*entries, as_of=at), now=at)
