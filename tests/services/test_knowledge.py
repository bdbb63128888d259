"""Knowledge search: answers where it is sure, offers the nearest where not, never falls over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.analytics.confidence import Confidence, Line
from bot.domain.article import Article, ArticleBook, Entry
from bot.domain.period import SHANGHAI
from bot.domain.search_text import grams
from bot.domain.source import Source
from bot.services import knowledge_search
from bot.services.knowledge import Answered, Knowledge, Nearest, NotOurs
from bot.services.knowledge_index import KnowledgeIndex, Texts, is_held_out
from bot.services.knowledge_search import Encoding, Searcher
from bot.storage import unanswered_questions
from bot.storage.books import Books
from bot.storage.vector_cache import VectorCache, mark_of

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
TODAY = NOW.date()
ASKS = {
    "late/rate": ("滞纳金怎么算的", "晚交电费一天罚多少", "违约金按几个点收", "迟交几天要加多少钱"),
    "late/waive": ("违约金能免吗", "滞纳金可以不收吗", "罚的那笔能不能退", "出差忘交了能免罚吗"),
    "move/where": ("电表能挪地方吗", "想把表箱换个墙挂", "移表找谁办理", "表挪到院子里行吗"),
    "move/fee": ("移表要花多少钱", "挪电表收不收费", "迁表的费用怎么算", "换位置装表贵不贵"),
    "sun/apply": ("屋顶光伏怎么申请", "装太阳能板先找谁", "光伏并网要几天", "自家发电怎么报装"),
    "sun/money": ("光伏发的电卖多少钱", "上网电价是几毛", "太阳能发电怎么结钱", "余电卖给谁"),
}
FOREIGN = (
    "水费怎么交",
    "煤气灶打不着火",
    "今天天气怎么样",
    "讲个笑话听听",
    "身份证丢了怎么补办",
    "宽带断了找谁修",
    "火车票怎么改签",
    "红烧肉怎么做",
    "附近有什么好吃的",
    "高考成绩几号出来",
    "自来水发黄是怎么回事",
    "今天油价多少",
)


def entry(entry_id: str, **changed: object) -> Entry:
    asks = ASKS[entry_id]
    kept: dict[str, object] = {
        "entry_id": entry_id,
        "topic": entry_id.split("/")[0],
        "topic_title": entry_id.split("/")[0],
        "title": asks[0],
        "asks": asks[1:],
        "answer": f"关于{asks[0]}。",
        "region": "全国",
        "valid_from": None,
        "valid_to": None,
        "source": Source("演示"),
        "verified": True,
    }
    return Entry(**{**kept, **changed})  # type: ignore[arg-type]


def book(*entries: Entry) -> ArticleBook:
    topics = dict.fromkeys(item.topic for item in entries)
    return ArticleBook(
        Article(topic, topic, tuple(item for item in entries if item.topic == topic))
        for topic in topics
    )


BOOK = book(*(entry(entry_id) for entry_id in ASKS))


class Hashed:
    """An encoder of three lines: each character n-gram has a place of its own."""

    name, mark = "hashed grams", "1"

    def __init__(self) -> None:
        self.read: list[str] = []

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        return self.questions(texts)

    def questions(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 512), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in grams(text, up_to=2):
                row[int(mark_of([gram])[:8], 16) % 512] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class Broken(Hashed):
    """An encoder that stops working after it was loaded."""

    def questions(self, texts: Sequence[str]) -> np.ndarray:
        if len(texts) == 1:
            raise RuntimeError("out of memory")
        return super().questions(texts)


class Backwards:
    """A reranker that likes the entry whose text comes last in the alphabet."""

    name = "backwards"

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        return np.array([float(sorted(texts).index(text)) for text in texts], np.float32)


class Told:
    """What the operator's log would hold."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.ready: list[str] = []

    def __call__(self, where: str, error: Exception) -> None:
        self.failures.append(f"{where}: {error}")


@pytest.fixture(autouse=True)
def _sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few held-out asks cannot carry a strict wish."""
    monkeypatch.setattr(knowledge_search, "SHARE_RIGHT", 0.5)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(
        billing_url=f"sqlite:///{tmp_path / 'billing.db'}",
        service_url=f"sqlite:///{tmp_path / 'service.db'}",
    )
    made.create_all()
    yield made
    made.close()


def by_words(articles: ArticleBook = BOOK, books: Books | None = None) -> Knowledge:
    return Knowledge(articles=articles, foreign=lambda: FOREIGN, books=books)


def warmed(
    tmp_path: Path, encoder: Callable[[], Encoding], *, told: Told | None = None, **more: object
) -> Knowledge:
    made = Knowledge(
        articles=BOOK,
        foreign=lambda: FOREIGN,
        cache=VectorCache(tmp_path / "knowledge"),
        load_encoder=encoder,
        **more,  # type: ignore[arg-type]
    )
    told = told or Told()
    assert not made.warm
    made.warm_up(failed=told, ready=told.ready.append).join()
    assert made.warm
    return made


def first(found: knowledge_search.Found) -> str:
    return found.hits[0].entry.entry_id


def test_the_samples_hold_asks_that_are_held_out() -> None:
    """Otherwise confidence would have nothing to be fitted to."""
    assert [ask for asks in ASKS.values() for ask in asks[1:] if is_held_out(ask)]
    assert [line for line in FOREIGN if is_held_out(line)]


@pytest.mark.parametrize("with_encoder", [False, True])
def test_a_question_in_other_words_finds_its_entry(tmp_path: Path, with_encoder: bool) -> None:
    """By words alone and with an encoder."""
    search = (warmed(tmp_path, Hashed) if with_encoder else by_words()).search

    assert first(search("滞纳金一天是怎么个算法", today=TODAY)) == "late/rate"
    assert first(search("我想移表，钱要多少", today=TODAY)) == "move/fee"
    assert first(search("装光伏板去哪申请", today=TODAY)) == "sun/apply"


def test_an_answer_brings_its_source_and_what_lies_beside(books: Books) -> None:
    """The entry itself, how sure, siblings for buttons, and the trail."""
    said = by_words(books=books).answer("违约金能免吗", now=NOW)

    assert isinstance(said, Answered)
    assert said.entry.entry_id == "late/waive"
    assert said.confidence > 0.5
    assert [item.entry_id for item in said.beside] == ["late/rate"]
    assert said.provenance.as_json() == {
        "computed_at": "2026-11-01T09:30:00+08:00",
        "entry_ids": ["late/waive"],
        "verified": True,
        "model": "words alone",
    }
    with books.service(writing=False) as session:
        assert unanswered_questions.most_asked(session, since=NOW) == []


def test_an_unverified_answer_says_so() -> None:
    """It must never be told as fact."""
    said = by_words(book(*(entry(name, verified=False) for name in ASKS))).answer(
        "违约金能免吗", now=NOW
    )

    assert isinstance(said, Answered)
    assert not said.provenance.verified


def test_without_certainty_three_topics_are_offered(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of another topic, best first; the question goes onto the editors' list."""
    monkeypatch.setattr(knowledge_search, "SHARE_RIGHT", 1.1)
    said = by_words(books=books).answer("移表要花多少钱 3501002204", now=NOW)

    assert isinstance(said, Nearest)
    assert said.hits[0].entry.topic == "move"
    assert len({hit.entry.topic for hit in said.hits}) == len(said.hits) == 3
    assert said.hits[0].score >= said.hits[1].score >= said.hits[2].score
    with books.service(writing=False) as session:
        (noted,) = unanswered_questions.most_asked(session, since=NOW)
    assert noted.question == "移表要花多少钱 **********"
    assert noted.nearest == said.hits[0].entry.entry_id


@pytest.mark.parametrize("question", ["", "？？？", "火车票退票", "红烧鱼怎么烧"])
def test_what_is_not_ours_is_offered_nothing(tmp_path: Path, question: str) -> None:
    """By words alone and with an encoder."""
    assert isinstance(by_words().answer(question, now=NOW), NotOurs)
    assert isinstance(warmed(tmp_path, Hashed).answer(question, now=NOW), NotOurs)


def test_only_what_holds_today_is_found() -> None:
    """The old answer before its end, the new one from its beginning, never both."""
    change = date(2026, 11, 1)
    others = [entry(name) for name in ASKS if name != "late/rate"]
    old = entry("late/rate", valid_to=change, answer="千分之一。")
    new = entry("late/rate", valid_from=change, answer="千分之二。")
    found = by_words(book(old, new, *others))

    for day, answer in ((date(2026, 10, 31), "千分之一。"), (change, "千分之二。")):
        hits = found.search("滞纳金怎么算的", today=day).hits
        assert hits[0].entry.answer == answer
        assert len([hit for hit in hits if hit.entry.entry_id == "late/rate"]) == 1
        tapped = found.entry("late/rate", today=day)
        assert tapped is not None
        assert tapped.answer == answer


def test_search_can_be_kept_to_some_topics() -> None:
    """An action that knows the topic asks within it."""
    found = by_words().search("要花多少钱", today=TODAY, topics=["sun"])

    assert {hit.entry.topic for hit in found.hits} == {"sun"}
    assert by_words().search("要花多少钱", today=TODAY, topics=["none"]).hits == ()


def test_no_articles_answer_nothing() -> None:
    """A utility may begin without any."""
    assert isinstance(Knowledge(articles=ArticleBook(())).answer("电费", now=NOW), NotOurs)


@pytest.mark.parametrize("articles", [BOOK, ArticleBook(())])
def test_an_encoder_needs_neither_foreign_lines_nor_articles(
    tmp_path: Path, articles: ArticleBook
) -> None:
    """With few articles and nothing foreign it still starts and searches."""
    told = Told()
    knowledge = Knowledge(
        articles=articles, cache=VectorCache(tmp_path / "vectors"), load_encoder=Hashed
    )
    knowledge.warm_up(failed=told).join()
    hits = knowledge.search("移表要花多少钱", today=TODAY).hits

    assert told.failures == []
    assert [hit.entry.entry_id for hit in hits[:1]] == (["move/fee"] if articles is BOOK else [])


def test_a_missing_encoder_leaves_the_words(tmp_path: Path) -> None:
    """The operator is told once, the customer is answered, and the trail says how."""

    def load() -> Encoding:
        raise FileNotFoundError("models/encoder")

    told = Told()
    knowledge = warmed(tmp_path, load, told=told)
    said = knowledge.answer("违约金能免吗", now=NOW)

    assert told.failures == ["knowledge encoder: models/encoder"]
    assert told.ready == ["words alone"]
    assert isinstance(said, Answered)
    assert said.provenance.model == "words alone"


def test_an_encoder_that_breaks_later_is_given_up(tmp_path: Path) -> None:
    """The question at hand is answered by words, and so are the next; one line in the log."""
    told = Told()
    knowledge = warmed(tmp_path, Broken, told=told)
    assert knowledge.how == "words and hashed grams"

    for _ in range(2):
        assert first(knowledge.search("违约金能免吗", today=TODAY)) == "late/waive"

    assert knowledge.how == "words alone"
    assert told.failures == ["knowledge: out of memory"]


def test_a_reranker_has_the_last_word_on_order() -> None:
    """It reads the best hits; what it prefers against the scores is told with less certainty."""
    sure = Confidence(
        right=Line(0.0, (0.5, 1.0, 0.0)),
        ours=Line(5.0, (0.0, 0.0, 0.0)),
        answer_from=0.7,
        ours_from=0.5,
        questions=1,
    )
    index = KnowledgeIndex(Texts.of(BOOK.entries(), FOREIGN))
    searchers = [
        Searcher(index=index, confidence=sure, how="", reranker=reranker)
        for reranker in (None, Backwards())
    ]

    plain, again = (
        one.search("移表要花多少钱", today=TODAY, topics=None, limit=6) for one in searchers
    )

    texts = sorted(f"{hit.entry.title}。{hit.entry.answer}" for hit in plain.hits)
    assert first(plain) == "move/fee"
    assert plain.sure
    assert [f"{hit.entry.title}。{hit.entry.answer}" for hit in again.hits] == texts[::-1]
    assert again.hits[0].confidence < plain.hits[0].confidence
    assert not again.sure


def test_a_reranker_is_loaded_beside_the_encoder_or_alone(tmp_path: Path) -> None:
    """And named in the trail of every answer."""
    both = warmed(tmp_path, Hashed, load_reranker=Backwards)
    alone = Knowledge(articles=BOOK, foreign=lambda: FOREIGN, load_reranker=Backwards)
    alone.warm_up(failed=Told()).join()

    assert both.how == "words and hashed grams, reranked by backwards"
    assert alone.how == "words alone, reranked by backwards"


def test_a_missing_reranker_changes_nothing(tmp_path: Path) -> None:
    """Search goes on without the second look."""

    def load() -> knowledge_search.Reranking:
        raise OSError("no such model")

    told = Told()
    knowledge = warmed(tmp_path, Hashed, told=told, load_reranker=load)

    assert told.failures == ["knowledge reranker: no such model"]
    assert knowledge.how == "words and hashed grams"


def test_vectors_are_made_once_and_anew_when_something_changed(tmp_path: Path) -> None:
    """A second start reads them; other weights or other articles do not."""
    one, two, three = Hashed(), Hashed(), Hashed()
    three.mark = "2"
    for encoder in (one, two, three):
        assert warmed(tmp_path, lambda encoder=encoder: encoder).how == "words and hashed grams"

    assert one.read
    assert two.read == []
    assert three.read == one.read


def test_a_full_editors_list_costs_the_customer_nothing(books: Books) -> None:
    """When the question cannot be noted, it is still answered, and the operator is told."""
    told = Told()
    knowledge = by_words(books=books)
    knowledge.warm_up(failed=told).join()
    with books.service() as session:
        session.connection().exec_driver_sql("DROP TABLE unanswered_questions")

    assert isinstance(knowledge.answer("火车票退票", now=NOW), NotOurs)
    assert [line.split(":")[0] for line in told.failures] == ["knowledge list"]
