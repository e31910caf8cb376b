"""What programs write for title and author of a file where nobody gave one."""

from __future__ import annotations

import re

_NO_TITLE = re.compile(
    r"^(?:(?:unknown|no)(?: title)?$|python-docx$|microsoft\b|untitled)"
    r"|^(?:(?:word )?document\s?\d{0,4}$|(?:word )?(?:文[档檔件])\s?\d{0,4}$)"
    r"|^(?:(?:未命名|[未无無][标標][题題]).{0,10}$|新建 ?(?:microsoft|文[档檔]|ppt|doc|docx|文本)|幻灯片\s?\d*$)"
    r"|\.(?:docx?|wps|pptx?|xlsx?|pdf|txt|rtf|odt|indd|qxd|html?|tmp|p65|cdr|fh\w)$|模板$|^[\W\d_]*$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:微软|微軟|windows|microsoft(?: office)?|wps(?: office)?|office|系统|系統)?\s?"
    r"(?:用户|用戶|使用者|user|admin(?:istrator)?|管理员|管理員)?\s?\d*|.*(?:雨林木风|番茄花园|深度技术|\d{3}).*"
    r"|anonymous|python-docx|unknown(?: author| creator)?|未知(?:作者)?"
    r"|.{0,8}-?pc|apache poi|un-named|mac|lenovo|thinkpad|hp|dell|asus|acer",
    re.IGNORECASE,
)


def is_no_title(title: str) -> bool:
    """Whether a title is the one that a program gives to what has none."""
    return bool(_NO_TITLE.search(title))


def is_nobody(name: str) -> bool:
    """Whether a name is that of a program, a computer or a system image."""
    return bool(_NOBODY.fullmatch(name))
