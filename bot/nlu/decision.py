"""What is decided by rule after the classifier has spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.formats import Found
from bot.nlu.normalizer import Normalized

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
DANGER = "safety_hazard"
_WIRE = (
    r"(?:电线|线路?|电杆|杆子|电线杆|变压器|插座|插头|电表|表箱|电箱|"
    r"配电箱|开关|闸刀?|空开|电缆|铁塔|高压|铁丝|电)"
)
_SAFETY = re.compile(
    r"触电|过电了|电到(?:了|人|我|他|她|小孩)|被电(?:了|到|着|击|一下|"
    r"得)|电着了|电死|电击|漏电(?!保护|开关|断路|流|价)|麻手|手麻|"
    r"冒火|着火|起火|火花|火星|打火|冒烟|烧焦|烧糊|焦糊?味|糊味|胶皮味|"
    r"烧(?:起来|着)了|爆炸|(?<!跳)炸了|电弧|放电|"
    r"线.{0,6}(?:掉(?:在|到|下|了|落)|断(?:在|了.{0,4}地|落)|垂|耷拉|"
    r"落(?:在|到)?地|拖在)|(?:掉|断|垂|落)(?:了|下).{0,4}(?:电线|根线|"
    r"高压线)|"
    rf"{_WIRE}.{{0,8}}(?:倒了|倒下|歪倒|要倒|快倒|砸|裸露|露出来|漏出来|"
    rf"泡水|进水|被淹|烫手|发烫|滋滋|噼啪|劈啪|啪啪响|炸)|"
    r"(?:水|管|龙头|灶台|地板|墙|(?<!对)门|铁|井盖|杆|牌|护栏|栏杆|外壳|冰箱|洗衣机|热水器|把手|机箱|架子?)"
    r".{0,6}(?:带电|有电(?!费|表)|发?麻|电人|电到|电我)|(?<!用)电人(?!员)|俾电(?!费)|"
    r"(?:空开|开关|电箱|表箱|电柜|插座|电线|变压器|电表).{0,6}(?:噼里啪啦|劈里啪啦|噼啪|滋滋|嗞嗞|滋啦)|"
    r"焦臭|焦糊|烧化|烧红|(?:人|孩|娃|小鬼).{0,4}(?:爬|翻进|钻进).{0,6}(?:变压器|铁塔|电杆|电线杆|变电站|配电)|"
    r"(?:电杆|电线杆|杆子).{0,8}(?:悬空|裂|歪|斜|塌|断|倒)|"
    r"(?:进水|泡水|被淹|淹到?|积水|水里).{0,8}(?:插座|电箱|配电|电表|开关|电线|没断电|有电)|"
    r"(?:充电桩|充电枪|桩).{0,6}(?:冒烟|烧了|烧焦|着火|起火|漏电|烫手)|"
    r"on ?fire|smok(?:e|ing)|spark|electric ?shock|shocked|"
    r"(?:电线杆?|杆子).{0,6}(?:断|倒)|(?:砸|压|刮|挂)(?:到|在|断|着|"
    r"倒)?了?(?:高压|电)线|吊车.{0,6}(?:线|高压)|风筝.{0,5}线"
)
_NOT_SAFETY = re.compile(
    r"(?:怎么|如何|咋).{0,6}(?:避免|防止|预防)|为什么会触电|漏电保护|"
    r"漏保|安全知识|跳闸(?!.*(?:火|烟|焦|糊))|(?:没有?|不|未|没见|没闻到)"
    r"(?:冒火|冒烟|着火|起火|触电|漏电|火花|焦味|糊味)|是不是漏电|会不会漏电|"
    r"漏电.{0,6}(?:电费|走字|用量)|(?:电费|用量|电量|走得?快).{0,12}漏电|"
    r"漏电.{0,8}(?:走快|走得|跑得|度数|把电)|停电死|"
    r"(?:死|伤|坏).{0,6}(?:赔|补偿|医药费)|(?:充|会|石|铁)放电|放电.{0,2}(?:补|表|吗)|"
    r"静电|鸟.{0,8}触电|电死活|电击棒|卡(?:进水|泡水)|充电异常|"
    r"(?:电影|电视剧|剧里|小说|短视频|视频里|镜头|梦到|梦见|做梦|游戏里)|"
    r"(?:烧烤|香炉|烧香|排气管|发动机|拖车|锅(?:烧干|糊)).{0,12}(?:烟|糊|火)|"
    r"(?:股票|歌|电影|手机|游戏).{0,4}(?:炸|爆)"
)
_DESPAIR = re.compile(
    r"不想活|活不下去|活着(?:没|也没)(?:意思|劲|什么)|想死(?!你|我|ta)|寻短见|轻生|自杀|自尽|"
    r"跳楼(?!价|大|甩)|跳河|跳桥|割腕|喝农药|结束(?:自己|生命)|一了百了"
)
_HUMAN = re.compile(
    r"^(?:我要?|给我|帮我|请|麻烦|快|直接|能不能|可以|能|赶紧|你|想|"
    r"就)*(?:转|接|找|叫|换|要|喊|连)(?:到|给|个|一下|你们)*(?:的)"
    r"?(?:人工|真人|活人|客服|专员|坐席|话务员|接线员|值班员|人来|"
    r"个人)(?:客服|服务|坐席|台|接听|来|吧|啊|跟我说|处理|讲|呢|行不|"
    r"可以吗|吗|嘛|一下|好吗|说话|帮我)*$"
    r"|^(?:人工|人工服务|人工客服|转人工|真人|真人客服|人工台|转客服|"
    r"客服)+$|人工.{0,2}(?:服务|客服|坐席).{0,4}(?:快|马上|立刻)|不要?(?:跟|"
    r"和)?(?:你|机器人?)(?:说|聊|讲).{0,6}(?:人工|真人|活人)|(?:转|"
    r"接)人工"
)
_NOT_HUMAN = re.compile(
    r"人工费|不(?:要|用|需要)(?:转)?人工|人工(?:抄表|窗口|智能|电话|服务时间)|几点.{0,4}人工|"
    r"别转|移动|联通|电信|银行|淘宝|京东"
)
_NO_HUMAN = re.compile(
    r"^(?:我|先|还是|那)*(?:不要|不用|不需要|无需|别|不想|不必)(?:给我|帮我)?(?:转|接|找|叫|换)?"
    r"(?:到|给)?(?:人工|真人|客服)(?:客服|服务)?(?:了|吧|啊|呀)*$"
)
_VALUE_ONLY = frozenset(
    {
        "account_no",
        "phone",
        "code",
        "meter_no",
        "order_no",
        "time",
        "amount",
        "energy",
        "address",
        "duration",
        "email",
    }
)
_CARRIER = re.compile(
    r"(?:我家?的?|户号|户名号?|缴费号|用电编号|编号|客户|号码?|手机|"
    r"电话|验证码|码|后四位|身份证|尾号|表号|单号|工单|订单|是|就是|"
    r"就|应该|那|那么|呢|的|吧|啊|哦|噢|嗯|对|好|个|要|我说|看|这个?|"
    r"看看|换成|改成|改为|写|报|记|给你|发你|收到了?|来了|地址|家住|"
    r"住在?|在|叫|名字|姓名|户主|不对|错了|说错了|更正|应该是|了|也|"
    r"还有|再|查|,|\.|\?|!| |:|哈|呀|嘛|咧|数|读|行|不是|"
    r"\d{4,}x?|\d{3}x)+",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"\d{4}")
_NO_ANSWER = re.compile(
    r"(\d)\1{4,}$|^(?:10086|10010|10000|12345|12315|12306)$|^.{1,4}好[呀啊哇]?$|读数$|"
    r"(?:电话|手机|号码?).{0,3}(?:改成|改为|换成|更新)"
)

_OURS = re.compile(
    r"电费|电表|电价|电量|用电|停电|供电|来电|户号|抄表|阶梯|峰谷|"
    r"光伏|充电桩|过户|增容|跳闸|电压|电线|变压器|度电|余额|账单|网上国网|"
    r"没电|断电|复电|送电"
)
_OTHER_UTILITY = re.compile(
    r"水费|水表|燃气|煤气|天然气|气费|话费|宽带|流量|物业费|停水|停气|暖气|取暖费|自来水|停车费"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖董潘"
    "袁蔡蒋余杜叶程魏苏吕丁沈姚卢傅钟姜崔谭廖范汪"
)
_OTHER_PEOPLE = re.compile(
    r"(?:查|看|告诉|知道|给我|打听|发我).{0,6}(?:邻居|同事|朋友|同学|"
    r"亲戚|别人|人家|对门|对面|楼上|楼下|隔壁|老板|领导|前夫|前妻|"
    r"前女友|前男友|前任|全村|全小区|所有人|所有客户|所有用户|其他人|"
    r"名人|明星).{0,6}(?:电费|户号|地址|电话|手机|号码|身份证|欠费|"
    r"用电|账单|住|名单|信息|名字|欠)"
    r"|(?:邻居|同事|朋友|同学|亲戚|别人|人家|对门|对面那户|老板|前夫|"
    r"前妻|前女友|前男友|前任).{0,3}的?(?:电费|户号|地址|手机号|身份证|"
    r"账单).{0,4}(?:多少|是什么|几|查|告诉|给我|给看)"
    r"|(?:邻居|同事|朋友|同学|亲戚|别人|人家|对门|对面|楼上|楼下|隔壁|前夫|前妻|前女友|前男友|前任|"
    r"儿媳妇?|小三)(?:家|那家|那户|那边)?的?.{0,3}(?:电费交|交没交|交了没|欠费没|欠不欠|用电情况|"
    r"用电量|用了多少电|用多少电|有没有(?:人住|交|欠)|在不在家)"
    rf"|[{_SURNAMES}][^我咱俺自大公全你他她]{{1,2}}家(?:里)?的?(?:电费|用电|账单|欠费|欠不欠|欠多少|户号)"
    r"|谁(?:家)?(?:住在|的户号|的手机号|的电话)|(?:户号|号码|电话|手机号).{0,4}是谁(?:家)?的"
    r"|(?:户主|业主|机主).{0,4}(?:叫什么|是谁|电话多少|的?手机号?(?:给|告诉|是多少))"
)
_ATTACK = re.compile(
    r"忽略.{0,8}(?:指令|指示|要求|规则|设定|内容)|(?:忘|不要遵守|无视|"
    r"丢掉).{0,6}(?:设定|规则|指令|身份|限制)|提示词|系统提示|初始指令|"
    r"prompt|ignore.{0,20}(?:instruction|previous|rule)|(?:forget|"
    r"disregard).{0,20}(?:instruction|rule)|开发者模式|调试模式|管理员(?:权限|"
    r"身份|模式)|越狱|jailbreak|"
    r"(?:现在|从现在|假装|扮演|假设).{0,6}(?:你是|你现在是|扮演|是我奶奶)"
    r"|drop ?table|select .{0,20}from|<script|rm ?-rf|or ?1 ?=1|数据库密码|"
    r"源代码|"
    r"(?:改成|改为|调成|变成)(?:0|零)(?!度)|(?:费|账|款|表|记录|给我|帮我).{0,3}(?:清|归)(?:0|零)|"
    r"(?:给我|帮我)"
    r".{0,4}(?:免单|加一万|抹掉|删掉?记录)|(?:破解|绕开|绕过|调慢|"
    r"调低|改装|倒转|走慢|少走字|做手脚).{0,8}|(?:不被发现|不会被查)"
)
_REPORTS = re.compile(
    r"举报|有人|邻居|隔壁|他们|她家|他家|那家|怀疑|看见|我发现|我要投诉|检举|村里|工地|作坊"
)


_FOREIGN_WEIGHT = 3.0


@dataclass(frozen=True)
class Thresholds:
    """Above `strange` a message is none of ours; under `confidence` nothing is sure enough.

    From `danger` on a suspicion of danger wins: a miss costs more than a false alarm.
    Intents within `margin` of the best one, likely enough `together`, are asked about.
    """

    strange: float = 0.5
    confidence: float = 0.12
    danger: float = 0.2
    margin: float = 0.2
    together: float = 0.6


def is_attack(text: str) -> bool:
    """Whether the text gives us orders, tampers, or asks for other people's data."""
    if _OTHER_PEOPLE.search(text):
        return True
    return bool(_ATTACK.search(text)) and not _REPORTS.search(text)


def is_foreign(text: str, lookups: Sequence[str]) -> bool:
    """Whether the text names another world and nothing of ours."""
    if _OTHER_UTILITY.search(text):
        return not re.search(r"电费|电表|停电|没电|用电|来电", text)
    return "foreign" in lookups and not _OURS.search(text)


def suspicion(strangeness: float, *, foreign: bool) -> float:
    """Strangeness, three times as heavy when words of another world stand alone."""
    return min(1.0, strangeness * _FOREIGN_WEIGHT) if foreign else strangeness


def ruled_intent(normal: Normalized, found: Sequence[Found]) -> str | None:
    """The intent that needs no classifier: danger, a person, an attack, a bare value.

    Words of despair are danger whatever else is said; nobody checks whether they are a joke.
    """
    text = normal.content
    if _DESPAIR.search(text) or (_SAFETY.search(text) and not _NOT_SAFETY.search(text)):
        return DANGER
    words = re.sub(r"[,.?! ]", "", text)
    if _HUMAN.search(words) and not _NOT_HUMAN.search(words):
        return "human_agent"
    if _NO_HUMAN.search(words):
        return "deny"
    if is_attack(text):
        return OUT_OF_SCOPE
    values = all(item.entity in _VALUE_ONLY for item in found)
    numbered = found or _NUMBER.search(text)
    if values and numbered and not _NO_ANSWER.search(words) and _only_values(normal.text, found):
        return "inform"
    return None


def _only_values(text: str, found: Sequence[Found]) -> bool:
    rest, last = [], 0
    for item in found:
        rest.append(text[last : item.start])
        last = item.end
    rest.append(text[last:])
    return all(not part or _CARRIER.fullmatch(part) for part in rest)
