"""However refreshes, words, deletions and objections interleave, the customer's word stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.profile import NO, YES, DataGroup, TagName, TagSource
from bot.domain.profile_rules import ProfileRules, Scale
from bot.domain.unable_profile import ProfilingStopped
from bot.services import profile
from bot.storage import profiles
from tests.services.profile_desk import RULES, TALK, ProfileDesk
from tests.services.world import HOME, World

NAMES = (TagName.COOLING_HEAVY, TagName.NIGHT_USER, TagName.PAYS, TagName.NEEDS_PATIENCE)
SURE, NEVER = Scale(0.001, 0.001), Scale(90.0, 99.0)
steps = st.one_of(
    st.tuples(st.just("refresh"), st.sampled_from(["all", "none", "as published"])),
    st.tuples(st.sampled_from(["yes", "no", "delete"]), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(["delete all", "object", "allow", "wait"]), st.just("")),
)


@pytest.fixture(scope="module")
def shared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World.copied(built, tmp_path_factory.mktemp("profile")) as world:
        yield world


@dataclass
class Model:
    """What the customer decided, kept as plainly as possible."""

    said: dict[TagName, str] = field(default_factory=dict)
    deleted: set[TagName] = field(default_factory=set)
    objected: bool = False

    def say(self, name: TagName, value: str) -> None:
        self.said[name] = value
        self.deleted.discard(name)

    def delete(self, name: TagName) -> None:
        self.said.pop(name, None)
        self.deleted.add(name)


def by_data(kind: str) -> ProfileRules:
    """Rules under which the same readings say everything, nothing, or what they say."""
    if kind == "as published":
        return RULES
    scale = SURE if kind == "all" else NEVER
    changed = dict.fromkeys((TagName.COOLING_HEAVY, TagName.NIGHT_USER), scale)
    return replace(RULES, scales={**RULES.scales, **changed})


def take(desk: ProfileDesk, model: Model, act: str, on: str | TagName) -> None:
    if act == "refresh":
        desk.refresh(rules=by_data(on))
    elif act == "wait":
        desk.wait(days=400)
    elif act == "object":
        desk.object()
        model.objected, model.said = True, {}
    elif act == "allow":
        profile.allow_profiling(desk.world.books, account=desk.account, source=TALK, now=desk.now)
        model.objected = False
    elif act == "delete all":
        desk.delete(DataGroup.TAGS)
        for name in TagName:
            if not name.is_record:
                model.delete(name)
    elif act == "delete":
        desk.delete(TagName(on))
        model.delete(TagName(on))
    elif model.objected:
        with pytest.raises(ProfilingStopped):
            desk.correct(TagName(on), holds=act == "yes")
    else:
        desk.correct(TagName(on), holds=act == "yes")
        model.say(TagName(on), YES if act == "yes" else NO)


def check(desk: ProfileDesk, model: Model) -> None:
    standing = desk.standing()
    found = {tag.name: tag for tag in standing.tags}
    assert len(found) == len(standing.tags)
    if model.objected:
        assert standing.tags == standing.disputed == ()
        assert desk.rows() == 0
    for name, value in model.said.items():
        assert (found[name].value, found[name].source) == (value, TagSource.CUSTOMER)
    assert not model.deleted & found.keys()
    assert not model.deleted & {tag.name for tag in standing.disputed}
    by_themselves = {tag.name for tag in standing.tags if tag.source is TagSource.CUSTOMER}
    assert by_themselves == model.said.keys()
    assert {tag.name for tag in standing.disputed} <= model.said.keys()


@settings(max_examples=25, deadline=None)
@given(plan=st.lists(steps, min_size=1, max_size=9))
def test_the_customers_word_stands(shared: World, plan: list[tuple[str, str]]) -> None:
    """After every step, whatever came before."""
    desk = ProfileDesk(shared, shared.now)
    with shared.books.service() as service:
        profiles.erase(service, account_no=HOME)
    model = Model()
    for act, on in plan:
        take(desk, model, act, on)
        check(desk, model)
