"""The one way into XML: no entities, no network, bounded depth."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

from duizhao.errors import InputError

Element = Any
"""An lxml element; lxml is imported late and untyped."""

NEAR = 20
"""Elements on either side among which a neighbour is looked for."""


def parse_xml(data: bytes, name: str, *, recover: bool = False) -> Element:
    """The root of an XML document; entities of its own are left alone, so that none can grow.

    `recover`: what is not well-formed is read as far as it can be. Raises InputError where it is no well-formed XML.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise InputError(f"is no well-formed XML ({e})", where=name, remedy="Fetch or save it again.") from e
    if root is None:
        raise InputError("is XML without an element", where=name, remedy="Fetch or save it again.")
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for what is no element (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element, name: str) -> str | None:
    """An attribute by its name, whatever its namespace."""
    for key, said in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(said)
    return None


def has_neighbour(cell: Element, names: tuple[str, ...]) -> bool:
    """Whether an element with one of `names` stands near a cell in its row: a row of one cell is layout."""
    near = chain(islice(cell.itersiblings(), NEAR), islice(cell.itersiblings(preceding=True), NEAR))
    return any(local(e) in names for e in near)
