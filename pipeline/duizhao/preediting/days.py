"""Days as people say them, 26号, in the words of papers, 26日: a model takes the former for a house or a player."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.edits import Edit

_DAY = r"(?:3[01]|[12]\d|0?[1-9])号"
_HOUR = "[晚早夜]|[上下中]午|凌晨|清晨|傍晚|深夜"
_THEN = (
    "[，。；）)至到起前后说称与同和对就向在又也仍从因将已均被为是遭再首正]|以[来前后]|之[前后]|左右|开始|举行|召开|发[表布生]|"
    "表示|宣布|呼吁|返回|离开|[到抵]达|抵|启程|会见|出席|访问|前往|飞往|公布|通[报过]|报道|播[出放]|刊[登文]|进行|结束|要求|否认|确认|"
    "证实|警告|承认|强调|指出|透露|批准|签[署订]|决定|同意|拒绝|下令|任命|当选|就[任职]|[去逝]世|爆炸|袭击|打死|致|予以|做出|作出|"
    "启动|上演|开[幕播]|闭幕|首|$"
)
"""What follows a day. Not a noun: 3号线, 5号楼, 2号机组."""
_NUMBERED = (
    "舟娥征问宫座球道楼栋幢室房路线台船舰机组院门井矿站库区桥箭星"
    "艇轮型龙鹰罗沙河教剧红街巷弄村同云斗兔分望源洋海者麦粳稻岭/第"
)
"""What a number follows that is no day: 神舟10号, 阿波罗11号, 黄河3号洪峰."""
_SHAPE = re.compile(
    rf"(?<=月){_DAY}(?![线楼院厅馆台机门井])"
    rf"|(?<![\d.{_NUMBERED}]){_DAY}(?={_HOUR}|当[天日])"
    rf"|(?<![\d.{_NUMBERED}]){_DAY}(?={_THEN})"
)


def days(text: str) -> Iterator[Edit]:
    """The days in a text, 号 into 日."""
    for m in _SHAPE.finditer(text):
        before = text.startswith("前", m.end()) and not text.startswith("前往", m.end())  # 24日前 is also 24 days ago
        yield Edit(m.end() - 1, m.end(), "号", "日之" if before else "日", step="day")
