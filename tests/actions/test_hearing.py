from __future__ import annotations

import pytest

from actions.hearing import aspect_of, cue_of, is_filler, listen


@pytest.mark.parametrize(
    ("said", "account_no", "proof"),
    [
        ("3501000000017", "3501000000017", ""),
        ("户号是3501 0000 0001 7", "3501000000017", ""),
        ("3501-0000-00017 我的", "3501000000017", ""),
        ("户号三五零幺零零零零零零零幺七", "3501000000017", ""),
        ("３５０１０００００００１７", "3501000000017", ""),
        ("3501000000017 1234", "3501000000017", "1234"),
        ("3501234567 123x", "3501234567", "123X"),
        ("户号3501000000017，验证码123456", "3501000000017", "123456"),
        ("哦不对，是3501000000017", "3501000000017", ""),
        ("不是3501000000017，是3501000000025", "3501000000025", ""),
        ("3501000000017，写错了，应该是3501000000025", "3501000000025", ""),
        ("是3501000000025，不是3501000000017", "3501000000025", ""),
        ("表上有个0023456789", "0023456789", ""),
        ("350100000001", "350100000001", ""),
        ("身份证后四位1234", "", "1234"),
        ("验证码是 123456", "", "123456"),
        ("350102199001011234", "", "1234"),
        ("一二三四", "", "1234"),
        ("我2025年10月的电费", "", ""),
        ("我用了200度，花了1234元", "", ""),
        ("第三个怎么这么贵", "", ""),
        ("13805910001", "", ""),
    ],
)
def test_numbers_are_sorted_by_what_they_can_be(said: str, account_no: str, proof: str) -> None:
    """An account number, a proof, both in one message, or neither; a correction replaces."""
    heard = listen(said)

    assert (heard.account_no, heard.proof) == (account_no, proof)


def test_a_mobile_number_is_recognised_as_one() -> None:
    """It opens no account, so the form can say so instead of not finding it."""
    assert listen("13805910001").phone == "13805910001"


def test_a_proof_is_never_shown_by_accident() -> None:
    """The representation that logs and tracebacks would print holds no proof."""
    assert "1234" not in repr(listen("身份证后四位1234"))


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("发个验证码吧", "send_code"),
        ("没收到", "send_code"),
        ("用身份证后四位", "use_id"),
        ("我不知道户号", "lost_number"),
        ("户号在哪里看", "lost_number"),
        ("户主是我老公", "not_holder"),
        ("手机号早换了", "lost_phone"),
    ],
)
def test_wishes_about_the_proof_are_heard(said: str, wish: str) -> None:
    """How someone would rather go on is understood without an intent for it."""
    assert wish in listen(said).wishes


def test_a_tapped_button_carries_its_values() -> None:
    """Values of our own buttons count as if they had been said."""
    heard = listen("", given={"account_no": "3501000000017", "proof_way": "send_code"})

    assert heard.account_no == "3501000000017"
    assert "send_code" in heard.wishes


@pytest.mark.parametrize(
    ("kind", "said", "aspect"),
    [
        ("explain_bill", "这个单子怎么算出来的", "arithmetic"),
        ("explain_bill", "看明细", "lines"),
        ("explain_bill", "我没多用啊", "trust"),
        ("explain_bill", "为什么这么高", "risen"),
        ("explain_bill", "力调电费多少钱", "lines"),
        ("query_bill", "我名下两套房电费分别多少", "each"),
        ("query_usage", "峰电占多少", "bands"),
        ("query_arrears", "不交会停电吗", "cutoff"),
        ("query_bill", "我上个月交过没有", "payments"),
        ("query_usage", "每天用了多少", "daily"),
    ],
)
def test_the_side_of_a_matter_is_heard(kind: str, said: str, aspect: str) -> None:
    """One intent covers several sides; the words choose among them."""
    assert aspect_of(kind, said) == aspect


def test_elliptic_words_point_at_a_kind_of_question() -> None:
    """怎么那么高 is about the reason, 几度 about energy."""
    assert cue_of("第二个怎么那么高") == "explain_bill"
    assert cue_of("那用了几度") == "query_usage"
    assert cue_of("你好") == ""


@pytest.mark.parametrize(
    ("said", "filler"), [("那呢", True), ("我要的", True), ("那电费呢", False)]
)
def test_manner_is_told_from_matter(said: str, filler: bool) -> None:
    """What is left of 「那上个月呢」 without its period is only manner."""
    assert is_filler(said) is filler
