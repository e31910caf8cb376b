"""Forms of words that a model misreads, as it reads them: 教育部等七部门 as 教育部和其他六个部门."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from duizhao.edits import Edit
from duizhao.preediting.states import KNOWN

_DIGITS = "二三四五六七八九十"
_COUNT = rf"[{_DIGITS}]|1\d|[2-9]"
_BODIES = "部门|部委|单位|机构|国家(?![级定重])|国(?![家有人])|省份|省(?!一市|市)|城市(?!群)|企业|公司"

_WITH_AND = "工业和信息化部|人力资源和社会保障部|住房和城乡建设部|文化和旅游部|国家发展和改革委员会"

_SESSION = re.compile(
    r"(?<![第一二三四五六七八九十百新上下每这那本同任续过是])[一二三四五六七八九十]+(?=届(?:全国|省|市|县)?(?:人大|政协|人民代表大会|中央))"
    r"|(?<=[人委][大会])[一二三四五六七八九十]+(?=次会议)|(?<=政协)[一二三四五六七八九十]+(?=次会议)"
)
"""十二届全国人大一次会议 is the first session, not a meeting."""
_BRACKETED = re.compile(
    r"(?P<day>今天|今日|昨天|昨日|明天|今早|今晨|今晚|昨晚|日前)[（(](?P<date>(?:\d{1,2}月)?\d{1,2}日)[）)](?P<part>上午|下午|晚|凌晨)?"
)
_PARTS = {"今早": "早上", "今晨": "早上", "今晚": "晚上", "昨晚": "晚上"}
_ONE = rf"(?:{_WITH_AND}|[^，。；：、和与及同在还\s（）“”]{{2,16}})"
_AND_OTHERS = re.compile(
    rf"(?:^|(?<=[，。；：\s由据和与同]))(?P<named>{_ONE}(?:、{_ONE}){{0,4}})"
    rf"等(?P<count>{_COUNT})(?P<measure>[个家])?(?P<what>{_BODIES})"
)
_PERSONS = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![平同高三二一特我你不车机舰艇国路])等(?:同志|人)?"
    r"(?=(?:一[同起道]|先后|分别|也)?(?:参加|出席|陪同(?!人员)|会见))"
)
_SHORT = 4
_ONE_BODY = ("部", "委", "局", "署", "院", "国", "省", "市", "会", "社", "行", "司", "团", "办")
_STATION = re.compile(r"我台(?=[《在将综从与播]|中[文央国])")
"""A broadcaster of itself: no island."""
_MORNING = re.compile(r"(?P<at>日|今天|昨天)(?P<hour>(?:0?[1-9]|1[01])时\d{1,2}分)")
"""An hour with its minutes is of the clock that goes to 24."""
_EVENING = "今晚昨晚"


def _with_china(m: re.Match[str]) -> str:
    return f"中国和{KNOWN[m[1]]}"


_SIMPLE: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(there), put)
    for there, put in (
        (
            r"(?<![第一二三四五六七八九十])([一二三四五六七八九十]+)届([一二三四五六七])中全会",
            r"第\1届中央委员会第\2次全体会议",
        ),
        (r"(?<![\d月./-])(1[0-2]|[1-9])[-－–—~～](1[0-2]|[1-9])月(?![\d龄大])", r"\1月至\2月"),
        (r"(?<![\d日./-])(3[01]|[12]\d|[1-9])[-－–—~～](3[01]|[12]\d|[1-9])日", r"\1日至\2日"),
        (r"^(\d{1,2}日)(?=(?:傍晚|上午|下午|晚上?|凌晨|中午|清晨|深夜)，)", r"在\1"),
        (r"习近平总书记(?=强调|指出|表示|指示|说|要求)", "总书记习近平"),
        (r"中([美俄日韩英法德欧])(?=(?:元首|首脑)(?![次先度]))", _with_china),
        (r"冠[、，]?亚[、，]?季军", "前三名"),
        (r"记者向([^，。]{2,14}?)(?=了解到|获悉|核实到)", r"记者从\1"),
    )
)
"""Sessions of the Party, months and days from one to another, an hour that opens a sentence, and others."""


def forms(text: str) -> Iterator[Edit]:
    """The forms in a text."""
    for m in _SESSION.finditer(text):
        yield _edit(m, f"第{m[0]}")
    for there, put in _SIMPLE:
        for m in there.finditer(text):
            yield _edit(m, m.expand(put) if isinstance(put, str) else put(m))
    for m in _MORNING.finditer(text):
        yield _edit(m, f"{m['at']}上午{m['hour']}")
    for m in _BRACKETED.finditer(text):
        if m["day"] in _EVENING and m.start() and text[m.start() - 1] not in "，。；：、（“":
            continue  # 第六季今晚（1月2日）: the sixth season of January 2
        yield _edit(m, m["date"] + (m["part"] or _PARTS.get(m["day"], "")))
    for m in _AND_OTHERS.finditer(text):
        if left := _others(m):
            start = m.end("named")
            what = "国家" if m["what"] == "国" else m["what"]
            after = f"和其他{left}{m['measure'] or '个'}{what}"
            yield Edit(start, m.end(), text[start : m.end()], after, step="form")
    for m in _STATION.finditer(text):
        yield _edit(m, "本电视台")
    for m in _PERSONS.finditer(text):
        yield _edit(m, "和其他人")


def _edit(m: re.Match[str], after: str) -> Edit:
    return Edit(m.start(), m.end(), m[0], after, step="form")


def _others(m: re.Match[str]) -> str:
    """How many there are beside those that are named; empty for fewer than two, and where it is not plain who is."""
    names = m["named"].split("、")
    plain = all(len(name) > _SHORT or name.endswith(_ONE_BODY) for name in names)  # 中日韩等三国 are three
    count = m["count"]
    left = (int(count) if count.isdigit() else 2 + _DIGITS.index(count)) - len(names)
    if left < 2 or not plain:
        return ""
    return str(left) if count.isdigit() else "两三四五六七八九"[left - 2]
