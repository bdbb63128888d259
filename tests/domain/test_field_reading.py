"""What people say for each kind of field: read for sure, or asked again."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.field_reading import holds, read_field
from bot.domain.procedure import Choice, FieldKind, FieldSpec
from bot.domain.tax_number import credit_check

TODAY = date(2026, 7, 20)
"""A Monday."""
CREDIT_CODE = "91350100M000100Y4" + credit_check("91350100M000100Y4")

POWER = [
    ("7千瓦", "7"),
    ("7kw", "7"),
    ("7 KW", "7"),
    ("七千瓦", "7"),
    ("十五个千瓦", "15"),
    ("15个千瓦", "15"),
    ("一百六十千瓦", "160"),
    ("一百六千瓦", "160"),
    ("三百千瓦", "300"),
    ("两百个千瓦", "200"),
    ("7.5千瓦", "7.5"),
    ("七点五千瓦", "7.5"),
    ("3个半千瓦", "3.5"),
    ("7000瓦", "7"),
    ("两千瓦", "2"),
    ("一千五百瓦", "1.5"),
    ("半千瓦", "0.5"),
    ("1兆瓦", "1000"),
    ("2MW", "2000"),
    ("10kwp", "10"),
    ("从8千瓦增到16千瓦", "16"),
    ("不是7千瓦是11千瓦", "11"),
    ("充电桩是7千瓦的", "7"),
    ("大概二十千瓦左右", "20"),
    ("7", "7"),
    ("七个", "7"),
    ("大概15吧", "15"),
    ("１１ｋｗ", "11"),
    ("三相的", None),
    ("不知道", None),
    ("0千瓦", None),
    ("我家住3楼", None),
    ("千瓦", None),
]
CAPACITY = [
    ("315千伏安", "315"),
    ("315kva", "315"),
    ("630KVA的变压器", "630"),
    ("三百一十五千伏安", "315"),
    ("一千二百五十千伏安", "1250"),
    ("两台630千伏安", "1260"),
    ("停一台315千伏安的", "315"),
    ("1.25兆伏安", "1250"),
    ("从200千伏安增到400千伏安", "400"),
    ("四百", "400"),
    ("1,000kVA", "1000"),
    ("315千瓦", None),
    ("大的那台", None),
]
COUNT = [
    ("我家六口人", "6"),
    ("5个", "5"),
    ("五个人", "5"),
    ("一共7人", "7"),
    ("6", "6"),
    ("三口之家", "3"),
    ("户口本上六个人", "6"),
    ("我们家有8口", "8"),
    ("两个大人三个小孩一共五个", "5"),
    ("十二口人", "12"),
    ("加起来9个人", "9"),
    ("3个孩子", None),
    ("有两个老人", None),
    ("很多人", None),
    ("5号楼", None),
]
PHONE = [
    ("13805910001", "13805910001"),
    ("138 0591 0001", "13805910001"),
    ("138-0591-0001", "13805910001"),
    ("我的电话是13805910001", "13805910001"),
    ("+86 13805910001", "13805910001"),
    ("幺三八零五九幺零零零幺", "13805910001"),
    ("一三八 零五九一 零零零一", "13805910001"),
    ("１３８０５９１０００１", "13805910001"),
    ("不是13805910001，是13905910002", "13905910002"),
    ("0591-87654321", "059187654321"),
    ("010 8765 4321", "01087654321"),
    ("1380591000", None),
    ("138059100011", None),
    ("户号3501000000017", None),
    ("打我电话", None),
]
EMAIL = [
    ("zhang3@163.com", "zhang3@163.com"),
    ("邮箱是Zhang3@QQ.com谢谢", "zhang3@qq.com"),
    ("zhang3艾特163点com", "zhang3@163.com"),
    ("a.b-c@mail.example.com.cn", "a.b-c@mail.example.com.cn"),
    ("zhang3＠163.com", "zhang3@163.com"),
    ("12345@qq.com", "12345@qq.com"),
    ("zhang3@", None),
    ("没有邮箱", None),
]
TAX_NO = [
    (CREDIT_CODE, CREDIT_CODE),
    (f"税号{CREDIT_CODE.lower()}", CREDIT_CODE),
    (f"{CREDIT_CODE[:4]} {CREDIT_CODE[4:]}", CREDIT_CODE),
    ("350100123456789", "350100123456789"),
    (CREDIT_CODE[:-1] + ("0" if CREDIT_CODE[-1] != "0" else "1"), None),
    (CREDIT_CODE[:-1], None),
    ("110101199003078515", None),
    ("没有税号", None),
]
PERSON = [
    ("我叫陈建国", "陈建国"),
    ("户主陈建国", "陈建国"),
    ("陈建国", "陈建国"),
    ("户主是李梅", "李梅"),
    ("新户主是黄磊", "黄磊"),
    ("名字是林志伟", "林志伟"),
    ("户主改成郑丽华", "郑丽华"),
    ("过户给林志伟", "林志伟"),
    ("姓名：马秀兰", "马秀兰"),
    ("陈建国先生", "陈建国"),
    ("欧阳修文", "欧阳修文"),
    ("我叫阿依古丽", "阿依古丽"),
    ("买买提·艾力", "买买提·艾力"),
    ("耳东陈，陈建国", "陈建国"),
    ("福州恒达机械有限公司", "福州恒达机械有限公司"),
    ("户名写福州小满餐饮店", "福州小满餐饮店"),
    ("福州叫花鸡店", "福州叫花鸡店"),
    ("叫张伟", "张伟"),
    ("不知道", None),
    ("方便", None),
    ("高兴", None),
    ("老陈", None),
    ("我的名字", None),
    ("多少钱", None),
    ("明天", None),
]
ADDRESS = [
    ("城南新村12号", "城南新村12号"),
    ("地址是枫林小区8栋302", "枫林小区8栋302"),
    ("我家在石桥村3组15号", "石桥村3组15号"),
    ("装在工业南路8号。", "工业南路8号"),
    ("福州市鼓楼区东街 8 号", "福州市鼓楼区东街8号"),
    ("地下一层B区126号", "地下一层B区126号"),
    ("枫林小区", "枫林小区"),
    ("家里", None),
    ("就那里", None),
    ("是在哪个小区吗", None),
]
DATE = [
    ("今天", "2026-07-20"),
    ("明天", "2026-07-21"),
    ("大后天", "2026-07-23"),
    ("下周一", "2026-07-27"),
    ("这周六", "2026-07-25"),
    ("星期天", "2026-07-26"),
    ("周一", "2026-07-20"),
    ("下下周三", "2026-08-05"),
    ("8月1号", "2026-08-01"),
    ("八月十五号", "2026-08-15"),
    ("3月1日", "2027-03-01"),
    ("明年3月1号", "2027-03-01"),
    ("2026-12-31", "2026-12-31"),
    ("2026年9月5日", "2026-09-05"),
    ("下个月1号", "2026-08-01"),
    ("下月底", "2026-08-31"),
    ("月底", "2026-07-31"),
    ("三天后", "2026-07-23"),
    ("两周以后", "2026-08-03"),
    ("一个月后", "2026-08-20"),
    ("25号", "2026-07-25"),
    ("5号", "2026-08-05"),
    ("2月30号", None),
    ("2026-07-01", None),
    ("随便", None),
    ("8号楼", None),
]
YES_NO = [
    ("是的", "yes"),
    ("对", "yes"),
    ("好的", "yes"),
    ("可以", "yes"),
    ("没问题", "yes"),
    ("没错", "yes"),
    ("嗯嗯", "yes"),
    ("ok", "yes"),
    ("中", "yes"),
    ("不是", "no"),
    ("不要", "no"),
    ("没有", "no"),
    ("不行", "no"),
    ("算了吧", "no"),
    ("先别", "no"),
    ("是不是要钱", None),
    ("不知道", None),
    ("能行吗", None),
    ("今天星期几", None),
]
PARKING = (
    Choice("own", "自己的车位", ("自己的", "买的车位")),
    Choice("rented", "租的车位", ("租的", "租来的")),
    Choice("agreed", "同意", ("物业同意",)),
    Choice("refuses", "不同意", ("不让装", "不肯")),
)
CHOICE = [
    ("自己的", "own"),
    ("是我自己的车位", "own"),
    ("租来的", "rented"),
    ("不是租的，是自己的", "own"),
    ("不是自己的，租的", "rented"),
    ("own", "own"),
    ("第二个", "rented"),
    ("1", "own"),
    ("物业不同意", "refuses"),
    ("物业同意了", "agreed"),
    ("物业不肯", "refuses"),
    ("自己的和租的都有", None),
    ("第九个", None),
    ("7", None),
    ("车位", None),
]
ACCOUNT = [
    ("3501000000017", "3501000000017"),
    ("户号三五零幺 000000017", "3501000000017"),
    ("3501-0000-00017", "3501000000017"),
    ("13805910001", None),
    ("没有", None),
]
TEXT = [("  没人在家\n也走字 ", "没人在家 也走字"), ("   ", None), ("长" * 201, None)]
EXPRESSIONS = [
    (kind, said, meant)
    for kind, table in (
        (FieldKind.POWER_KW, POWER),
        (FieldKind.CAPACITY_KVA, CAPACITY),
        (FieldKind.COUNT, COUNT),
        (FieldKind.PHONE, PHONE),
        (FieldKind.EMAIL, EMAIL),
        (FieldKind.TAX_NO, TAX_NO),
        (FieldKind.PERSON, PERSON),
        (FieldKind.ADDRESS, ADDRESS),
        (FieldKind.DATE, DATE),
        (FieldKind.YES_NO, YES_NO),
        (FieldKind.CHOICE, CHOICE),
        (FieldKind.ACCOUNT, ACCOUNT),
        (FieldKind.TEXT, TEXT),
    )
    for said, meant in table
]


def spec_of(kind: FieldKind) -> FieldSpec:
    choices = PARKING if kind is FieldKind.CHOICE else ()
    return FieldSpec("f", kind, "项目", "请说：", choices=choices)


@pytest.mark.parametrize(("kind", "said", "meant"), EXPRESSIONS)
def test_an_expression_is_read_or_asked_again(
    kind: FieldKind, said: str, meant: str | None
) -> None:
    """Each expression has one reading, or none to be sure of."""
    assert read_field(spec_of(kind), said, today=TODAY) == meant


@pytest.mark.parametrize(
    ("kind", "value"), sorted({(kind, meant) for kind, _, meant in EXPRESSIONS if meant})
)
def test_a_value_once_read_holds(kind: FieldKind, value: str) -> None:
    """What was read once and kept is good when it is checked again."""
    assert holds(spec_of(kind), value, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldKind.DATE, "2026-07-19"),
        (FieldKind.DATE, "soon"),
        (FieldKind.CHOICE, "bought"),
        (FieldKind.PERSON, "陈\n建国"),
        (FieldKind.PERSON, "陈"),
        (FieldKind.PHONE, "1380591000"),
        (FieldKind.POWER_KW, "7 千瓦"),
        (FieldKind.COUNT, "0"),
    ],
)
def test_a_value_that_no_longer_fits_does_not_hold(kind: FieldKind, value: str) -> None:
    """A day gone by, a choice withdrawn, a value in another spelling."""
    assert not holds(spec_of(kind), value, today=TODAY)
