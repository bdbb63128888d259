"""The spelling periods are read in: narrow, simplified, common mishearings put right."""

from __future__ import annotations

import re
import unicodedata

_SIMPLE = str.maketrans(
    "個這國電費歲臘當週號禮節開後過幾時間從現爲為來輝舊頭點兩雙慶陽驚蟄穀種處會裡晝還與",
    "个这国电费岁腊当周号礼节开后过几时间从现为为来辉旧头点两双庆阳惊蛰谷种处会里昼还与",
)
_AS_MEANT = tuple(
    (re.compile(heard), meant)
    for heard, meant in (
        (r"(?<=[上下这])[各哥歌葛](?=月|礼拜|星期|季度|号头)", "个"),
        (r"(?<=[上下这]个)[越悦粤阅](?!剧|语)", "月"),
        (r"[尚伤商赏](?=个(?:月|礼拜|星期))", "上"),
        (r"[上尚](?=上各?个?月)|(?<=上)[尚伤商](?=个月)", "上"),
        (r"礼败|里拜|礼摆", "礼拜"),
        (r"[记纪继计]度(?!量)(?=$|的|电|用|账|到|是)", "季度"),
        (r"同[其琪齐骑]|童期|铜期", "同期"),
        (r"过[完了]年(?:以后|之后|后)?", "过年以后"),
        (r"[作做坐](?=天(?:的|晚|早|上午|下午|用|停|到|$))", "昨"),
        (r"钱天(?=的|晚|早|上午|下午|用|停|$)", "前天"),
        (r"国庆结|国庆街(?=期间|假期|放假)", "国庆节"),
        (r"青明(?=节)", "清明"),
        (r"端五|端阳(?=节|$|那)", "端午"),
        (r"[元圆]蛋(?=节|那|$)", "元旦"),
        (r"(?<=去年)([上下])班年", r"\1半年"),
        (r"([一二两三四五六七八九十\d])月分(?!期|钟|摊|时|开|别|次|段|布)", r"\1月份"),
        (r"([上本这])月分(?!期|钟|摊|时|开|别|次|段|布)", r"\1月份"),
        (r"俩(?:个)?(?=月|礼拜|星期|季度)", "两个"),
        (r"仨(?:个)?(?=月|礼拜|星期|季度)", "三个"),
    )
)


def spell(text: str) -> str:
    """The text without spaces and full width; homophones of period words as they were meant."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_SIMPLE)
    for heard, meant in _AS_MEANT:
        text = heard.sub(meant, text)
    return text
