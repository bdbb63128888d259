"""What is decided by rule after the classifier has spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.formats import Found
from bot.nlu.normalizer import Normalized

FALLBACK = "nlu_fallback"
_WIRE = r"(?:电线|线路?|电杆|杆子|电线杆|变压器|插座|插头|电表|表箱|电箱|配电箱|开关|闸刀?|空开|电缆|铁塔|高压|铁丝|电)"
_SAFETY = re.compile(
    r"触电|过电了|电到(?:了|人|我|他|她|小孩)|被电(?:了|到|着|击|一下|得)|电着了|电死|电击|漏电(?!保护|开关|断路|流|价)|麻手|手麻|"
    r"冒火|着火|起火|火花|打火|冒烟|烧焦|烧糊|焦糊?味|糊味|胶皮味|烧(?:起来|着)了|爆炸|炸了|电弧|放电|"
    r"线.{0,6}(?:掉(?:在|到|下|了|落)|断(?:在|了.{0,4}地|落)|垂|耷拉|落(?:在|到)?地|拖在)|(?:掉|断|垂|落)(?:了|下).{0,4}(?:电线|根线|高压线)|"
    rf"{_WIRE}.{{0,8}}(?:倒了|倒下|歪倒|要倒|快倒|砸|裸露|露出来|漏出来|泡水|进水|被淹|烫手|发烫|滋滋|噼啪|劈啪|啪啪响|炸)|"
    r"(?:电线杆?|杆子).{0,6}(?:断|倒)|(?:砸|压|刮|挂)(?:到|在|断|着|倒)?了?(?:高压|电)线|吊车.{0,6}(?:线|高压)|风筝.{0,5}线"
)
_NOT_SAFETY = re.compile(
    r"(?:怎么|如何|咋).{0,6}(?:避免|防止|预防)|为什么会触电|漏电保护|漏保|安全知识|跳闸(?!.*(?:火|烟|焦|糊))|(?:没有?|不|未|没见)(?:冒火|冒烟|着火|起火|触电|漏电|火花)|是不是漏电|会不会漏电|漏电.{0,6}(?:电费|走字|用量)|(?:电费|用量|电量|走得?快).{0,12}漏电|"
    r"(?:股票|歌|电影|手机|游戏).{0,4}(?:炸|爆)"
)
_HUMAN = re.compile(
    r"^(?:我要?|给我|帮我|请|麻烦|快|直接|能不能|可以|能|赶紧|你|想|就)*(?:转|接|找|叫|换|要|喊|连)(?:到|给|个|一下|你们)*(?:的)?(?:人工|真人|活人|客服|专员|坐席|话务员|接线员|值班员|人来|个人)(?:客服|服务|坐席|台|接听|来|吧|啊|跟我说|处理|讲|呢|行不|可以吗|吗|嘛|一下|好吗|说话|帮我)*$"
    r"|^(?:人工|人工服务|人工客服|转人工|真人|真人客服|人工台|转客服|客服)+$|人工.{0,2}(?:服务|客服|坐席).{0,4}(?:快|马上|立刻)|不要?(?:跟|和)?(?:你|机器人?)(?:说|聊|讲).{0,6}(?:人工|真人|活人)|(?:转|接)人工"
)
_NOT_HUMAN = re.compile(r"人工费|不(?:要|用|需要)(?:转)?人工|人工(?:抄表|窗口|智能|电话|服务时间)|几点.{0,4}人工|别转")
_VALUE_ONLY = frozenset(
    {"account_no", "phone", "code", "meter_no", "order_no", "time", "amount", "energy", "address", "duration", "email"}
)
_CARRIER = re.compile(
    r"(?:我家?的?|户号|户名号?|缴费号|用电编号|编号|客户|号码?|手机|电话|验证码|码|后四位|身份证|尾号|表号|单号|工单|订单|是|就是|就|应该|那|那么|呢|的|吧|啊|哦|噢|嗯|对|好|个|要|我说|看|这个?|看看|换成|改成|改为|写|报|记|给你|发你|收到了?|来了|地址|家住|住在?|在|叫|名字|姓名|户主|不对|错了|说错了|更正|应该是|了|也|还有|再|查|,|\.|\?|!| |:|哈|呀|嘛|咧|数|读|行|不是)+"
)


@dataclass(frozen=True)
class Thresholds:
    """Below `confidence`, or below `stranger` when little of the text is known: fall back."""

    confidence: float = 0.25
    stranger: float = 0.5
    known: float = 0.3


def ruled_intent(normal: Normalized, found: Sequence[Found]) -> str | None:
    """The intent that needs no classifier: danger, a person asked for, a bare value."""
    text = normal.content
    if _SAFETY.search(text) and not _NOT_SAFETY.search(text):
        return "safety_hazard"
    words = re.sub(r"[,.?! ]", "", text)
    if _HUMAN.search(words) and not _NOT_HUMAN.search(words):
        return "human_agent"
    if found and all(f.entity in _VALUE_ONLY for f in found) and _only_values(normal.text, found):
        return "inform"
    return None


def _only_values(text: str, found: Sequence[Found]) -> bool:
    rest, last = [], 0
    for item in found:
        rest.append(text[last : item.start])
        last = item.end
    rest.append(text[last:])
    return all(not part or _CARRIER.fullmatch(part) for part in rest)


def falls_back(*, confidence: float, known: float, limits: Thresholds) -> bool:
    """Whether the classifier's word is too weak to act on."""
    return confidence < (limits.stranger if known < limits.known else limits.confidence)
