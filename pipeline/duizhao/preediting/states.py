"""Countries by one character, as diplomacy has them: 阿方 is the Emirates or Algeria, whichever its document names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from duizhao.edits import Edit

OTHERS = 2
"""How often a document must name a country for each time that it names another that begins with the same character."""
_NONE = frozenset("中美俄日韩英法德欧非亚台港澳东南西北大")
"""Characters that a model reads right as a country, or that stand for none: 西方 is the West."""
KNOWN = {
    "美": "美国",
    "俄": "俄罗斯",
    "日": "日本",
    "韩": "韩国",
    "英": "英国",
    "法": "法国",
    "德": "德国",
    "朝": "朝鲜",
    "印": "印度",
    "欧": "欧洲",
    "以": "以色列",
}
"""Countries that are meant wherever two stand together: 俄美, 美欧."""
_BESIDE = {"以": "巴勒斯坦", "印": "巴基斯坦"}
"""What 巴 is beside one of these, whatever the document names."""
_SURE = "阿哈乌塞吉塔埃叙沙巴柬缅黎津赞刚"
"""Those that hardly ever end another word before an office: 乌总统, not 新总统."""

_TOGETHER = (
    "两[国个大党军]|双[方边向语]|三方|关[系于]|友[好谊]|合作|建[交立]|投资|贸易|经[贸济]|自[贸由]|战略|全[面天方]|传统|各|人[民文]|"
    "边[境界贸]|元首|企业|之间|命运|政[府治]|新[型时]|务实|互|媒体|能源|地方|青[年少]|携手|共[同建]|作为|加强|文[化明]|睦邻|领导|"
    "伙伴|联合|高[层质水]|正式|产[能业]|旅游|教育|科技|农业|金融|外交|民[间心]|立法|妇女|将|[都同是][^否]|有着|一家|整体|长期|始终|"
    "山水|世代|具有|相互|创新|坚持|永久|发展|海军|开放|议会|要|交[流往]|开展|拥有|国际|已经|真诚|情谊|跨境|特殊|老一|兄弟|铁杆|"
    "商会|峰会|即将|应|悠久|复交|工业|总理|和|面向|本币|货币|友协|政党|改革"
)
"""What stands behind two countries, China and another."""
_MARKS = "[、，。：；“的在于]|$"
_STRONG = "两国|双[方边]|关系|传统|友[好谊]|边界|建交"
_OFTEN_WORDS = "也不立海以意"
"""Characters that make a country of 中 only before these: 声明中也将, 中立, 中海, 发展中以人民为中心."""
_PAIRED = (
    "两[国军党]|双[方边]|三方|关系|友好|边[境界]|冲突|战争|紧张|局势|停火|和谈|谈判|会谈|峰会|元首|领导人|外长|防长|贸易|经贸|投资|建交|"
    "同盟|联盟|军演|联合|首脑|合作|协议|之间|问题|矛盾|对话|摩擦|总统|总理|警方|"
    "地区(?=局势|安全|紧张|和平)|少年|青年|人民"
)
_GUARDED = {
    "约": "(?<![缔违签毁公])约",
    "加": "(?<![参增施])加",
    "利": "(?<![胜获有])利",
    "新": "(?<![创革更])新",
    "几": "(?<![这那好各])几",
    "以": "(?<![所可得])以",
    "比": "(?<!打个)比(?!方说)",
    "土": "土(?!方工程|方量|方车)",
    "卡": "卡(?!方检验)",
    "立": "(?<![\\u3400-\\u9fff])立",
    "多": "(?<![\\u3400-\\u9fff])多",
}
"""Characters that are part of another word before 方, and where they are not: 缔约方, 立方, 多方."""
_SIDE = "方(?![法案向式便面针程位块圆言略糖剂药舟舱])"
_ABROAD = (
    "投资|兴业|企业|中[国资方]|公民|华[侨人]|经营|项目|人员|期间|举行|进行|大使|使[馆领节]|出口|贸易|援助|关系|旅游|务工|参加|出席|"
    "制裁|境内|[东南西北]{1,2}部|边[境界]|发[动展]|友好|实施|首都|执行|空袭|非法|军事|问题|安全|政策|和平|武器|采取|维和|医疗|美军|"
    "外交|卫生|取得|政府|[的、，。；)）]|$"
)
_FORUM = re.compile("中阿(?=合作论坛|峰会|博览会|改革发展|经贸论坛)")
_OFFICES = (
    "总统|总理|首相|国王|议长|外长|防长|外交部|国防部|政府|议会|警方|央行|"
    "首都|官方|空军|海军|国防军|边防|国会|参议院|众议院|经济|金融|企业|民众|境内|国内|武装(?!到)|平民"
)


def states(text: str, countries: Iterable[str]) -> dict[str, str]:
    """What one character stands for in a document: the country of `countries` that it names and that begins with it.

    Of two such countries it is the one that the document names far more often, or neither.
    """
    named = Counter(_ARABS if m[0].startswith(_ARAB) else m[0] for m in _any(frozenset(countries)).finditer(text))
    by_head: dict[str, list[str]] = defaultdict(list)
    for name, _ in named.most_common():
        by_head[name[0]].append(name)
    return {
        head: first
        for head, (first, *others) in by_head.items()
        if head not in _NONE and all(named[first] >= OTHERS * named[other] for other in others)
    }


def written_out(text: str, states: Mapping[str, str]) -> Iterator[Edit]:
    """The countries that a text names by one character of `states`, in full."""
    called = KNOWN | dict(states)
    for m in _shape("".join(sorted(states))).finditer(text):
        if m["one"] and m[0] not in called.values():
            one, other = m["one"], m["other"]
            said = f"{_full(one, called, other)}和{_full(other, called, one)}"
            yield Edit(m.start(), m.end(), m[0], said, step="state")
        if m["one"]:
            continue
        said = (
            _ARABS
            if _FORUM.match(text, m.start())
            else states[m["with"] or m["of"] or m["side"] or m["there"] or m["its"] or m["head"]]
        )
        if m["with"]:
            said = f"中国和{said}"
        elif m["of"]:
            said = f"{said}和中国"
        elif m["to"]:
            said = f"{'访问' if m['to'] == '访' else m['to']}{said}"
        yield Edit(m.start(), m.end(), m[0], said, step="state")


def _full(char: str, called: Mapping[str, str], other: str) -> str:
    if char == "巴" and other in _BESIDE:
        return _BESIDE[other]
    return "中国" if char == "中" else called[char]


@lru_cache(maxsize=64)
def _shape(heads: str) -> re.Pattern[str]:
    sure = _of(heads, lambda c: c in _SURE)
    beside = _of(heads, lambda c: c != "文")  # 中文 is a language
    safe = _of(heads, lambda c: c not in _OFTEN_WORDS and c != "文")
    often = _of(heads, lambda c: c in _OFTEN_WORDS)
    first = _of(heads, lambda c: c != "以")  # 以中、英、法三种语言
    headline = _of(heads, lambda c: c not in "海也古多新老")
    side = "|".join(_GUARDED.get(c, c) for c in heads) or "\0"
    known = "".join(KNOWN)
    heads = heads or "\0"
    return re.compile(
        rf"(?<![其之集心途])中(?P<with>[{safe}](?={_TOGETHER}|{_MARKS})|[{often}](?={_STRONG}))"
        rf"|(?P<of>[{first}])中(?={_TOGETHER}|、(?:[{heads}欧非]中|中[{heads}欧]))|(?P<side>{side}){_SIDE}"
        rf"|(?P<to>[在对访赴驻援])(?![新老海爱黑多]的)(?P<there>[{heads}])(?={_ABROAD})"
        rf"|(?<![称盛{heads}{known}中])(?P<its>[{sure}])(?={_OFFICES})"
        rf"|(?<![\u3400-\u9fff])(?P<head>[{headline}])(?={_OFFICES}|称|媒体?称|军(?![事人官])|官员)"
        rf"|(?<![{heads}{known}中今昨明每近当即次\d周节生])(?P<one>[{beside}{known}])(?P<other>[{beside}中{known}])(?={_PAIRED})"
    )


def _of(heads: str, wanted: Callable[[str], bool]) -> str:
    return "".join(filter(wanted, heads)) or "\0"


_ARABS, _ARAB = "阿拉伯国家", ("阿拉伯国家", "阿盟", "阿方国家")
"""Who is 阿 beside countries: 中阿合作论坛 is the forum of China and the Arab states."""
_NOT_THEIRS = {
    "海地": "(?<![上沿珠东南渤])海地",
    "约旦": "约旦(?!河)",
    "马里": "马里(?!乌波尔|兰)",
    "苏丹": "(?<!文莱)苏丹",
}
"""Names of countries within others."""


@lru_cache(maxsize=1)
def _any(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(_NOT_THEIRS.get(name, name) for name in sorted((*names, *_ARAB), key=lambda n: (-len(n), n)))
    )
