"""Readings that pages set beside characters with <ruby>: taken out of the text, and listed."""

from __future__ import annotations

from duizhao.reading.markup import Element


def take_readings(root: Element) -> list[str]:
    """Take <rt>, <rtc> and <rp> out of a tree, and give the readings of each block, in order, without their brackets.

    What <rp> holds is shown only where ruby is unknown, and is no text of the page.
    """
    readings: dict[Element, list[str]] = {}
    for element in list(root.iter("rt", "rtc", "rp")):
        if any(a.tag in ("rt", "rtc", "rp") for a in element.iterancestors()):
            continue  # goes with what it stands in
        if element.tag != "rp":
            readings.setdefault(_outside_ruby(element), []).append(_reading(element))
    for element in list(root.iter("rt", "rtc", "rp")):
        take_out(element)
    return ["".join(texts) for texts in readings.values()]


def take_out(element: Element) -> None:
    """Remove an element and what is in it, and leave what follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def _outside_ruby(element: Element) -> Element:
    return next((a for a in element.iterancestors() if a.tag not in ("ruby", "rtc", "rb")), element)


def _reading(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
