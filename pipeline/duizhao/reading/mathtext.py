"""A formula (of Word, or in MathML) as one line: its text, and the signs that its layout stands for."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.xml import Element, local

_BETWEEN = {
    "f": "/", "sSup": "^", "sSub": "_", "sSubSup": "_^", "limLow": "_", "limUpp": "^", "mr": " ", "eqArr": " ",
    "mfrac": "/", "msup": "^", "msub": "_", "msubsup": "_^", "munder": "_", "mover": "^", "munderover": "_^",
    "mtr": " ", "mtable": " ",
}  # fmt: skip
"""What stands between the children of an element: a fraction bar, a raised or lowered place."""
_LEAVES = {"t", "delText", "mi", "mn", "mo", "mtext", "ms"}


def linear(element: Element) -> str:
    """The text of an element of a formula and all below it, in order."""
    return "".join(_parts(element))


def _parts(element: Element) -> Iterator[str]:
    name = local(element)
    if name in _LEAVES:
        yield (element.text or "") if name in ("t", "delText") else " ".join((element.text or "").split())
        return
    if name == "nary":
        yield _said(element, "naryPr", "chr", "∫")
    elif name in ("rad", "msqrt", "mroot"):
        yield "√"
    elif name == "d":
        yield _said(element, "dPr", "begChr", "(")
    marks, count = _BETWEEN.get(name, ""), 0
    for child in element:
        inner = local(child)
        text = "" if inner.endswith("Pr") or inner.startswith("annotation") else linear(child)
        if text and count and marks:
            yield marks[min(count, len(marks)) - 1]
        elif text and count and name == "d":
            yield ","
        count += bool(text)
        yield text
    if name == "d":
        yield _said(element, "dPr", "endChr", ")")


def _said(element: Element, properties: str, name: str, default: str) -> str:
    """A sign that the properties of an element name; empty where they name none."""
    for found in element.iterfind(f"{{*}}{properties}/{{*}}{name}"):
        return next((v for k, v in found.attrib.items() if k.endswith("val")), "")[:4]
    return default
