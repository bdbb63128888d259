"""Names of people and companies in what people say: 我叫陈建国, 户主改成李梅, 福州一厂有限公司."""

from __future__ import annotations

import re
import unicodedata

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷"
    "祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解"
    "强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏"
    "栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银"
    "扬明沙薄伏岑习胥保和蔺占区肖代闫付涂邝缪幸尚农粟麦阙雍那鹿戈邰"
)
_DOUBLE_SURNAMES = (
    *("欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐"),
    *("端木", "东方", "南宫", "长孙", "宇文", "独孤", "轩辕"),
)
_LEAD = re.compile(
    r"^.*?(?:名字(?:是|叫|改成|写)|姓名(?:是|叫)?|户名(?:是|叫|改成|写|为)?|联系人(?:是|叫|写)?|"
    r"户主(?:现在)?(?:名字)?(?:是|叫|改成|换成|改为)?|经办人(?:是|叫)?|我就?[叫是]|"
    r"(?:抬头|单位|公司|店)(?:名称|名字|名)?[是叫为]|改成|换成|改为|过户?给|转给|改到)叫?[:,]?"
    r"|^(?:就?[叫是写填])[:,]?"
)
_TAIL = re.compile(
    r"(?:吧|啊|呀|呢|哈|的名字|名下|这个名字|就行|就可以|先生|女士|小姐|同志|师傅|本人|是我|是户主|[。,!.!?])+$"
)
_COMPANY = re.compile(
    r"[一-鿿A-Za-z0-9()·&.-]{2,40}(?:公司|厂|店|中心|合作社|学校|小学|中学|大学|医院|商行|超市|饭店|酒店|"
    r"餐馆|工作室|事务所|委员会|村委会|居委会|协会|经营部|门市部|养殖场|农场|集团|幼儿园|服务站|银行|支行)"
)
_DOTTED = re.compile(r"[一-鿿]{1,10}(?:·[一-鿿]{1,10})+")
_HAN = re.compile(r"[一-鿿]{2,4}")
_NO_NAMES_SPELLED = (
    "高兴 安装 方便 时间 马上 周末 明天 任何 何时 房东 车位 白天 单位 谢谢 温州 "
    "成都 向前 来了 全部 应该 那个 明白 和我 连着 花了 都行 都可以 时候 房子 方式 "
    "关于 强制 申请 应当 单独 安全 易懂 常用 公司 官方 来电 封了 广东 广西 江苏 "
    "安徽 农村 和老婆 于是 冷气 都不 都不是 文件 项目 石头 水电 黄色 白色 马路 "
    "和以前 金额 成功 计划 原来 原来的 原件 代办 解释 简单 查询 查一下 游客 那好 "
    "那好吧 那就 那就算了 和原来一样 明年 应付 冷静 强烈 段时间 安静 习惯 幸好 "
    "尚未 台区 充电桩 区域 保存 保险 全家 全款 包括 保安 "
)
_NO_NAMES = frozenset(_NO_NAMES_SPELLED.split())
_NO_NAME_CHARS = frozenset("不没吗么什怎哪吧啊呢几谁您你们这的了电费钱办改要想")


def person(text: str) -> str | None:
    """The name of a person or a company; None where there is none to be sure of."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if company := _COMPANY.search(_LEAD.sub("", plain)):
        return company.group()
    if dotted := _DOTTED.search(_LEAD.sub("", plain)):
        return dotted.group()
    named = _LEAD.sub("", plain)
    candidates = [_TAIL.sub("", part) for part in re.split(r"[,、;:]", named) if part]
    for candidate in reversed(candidates):
        if _is_name(candidate, sure=named != plain):
            return candidate
    return None


def _is_name(candidate: str, *, sure: bool) -> bool:
    """Whether this is a name; after 我叫 and the like a rare surname counts too."""
    if not _HAN.fullmatch(candidate) or candidate in _NO_NAMES:
        return False
    if _NO_NAME_CHARS & set(candidate):
        return False
    if candidate.startswith(_DOUBLE_SURNAMES):
        return len(candidate) > 2
    if len(candidate) > 3 and not sure:
        return False
    if candidate[0] in "老小阿" and len(candidate) == 2:
        return False
    return sure or candidate[0] in _SURNAMES
