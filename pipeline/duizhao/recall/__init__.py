"""Sentence → its earlier translations: what people corrected, and what they brought along."""

from duizhao.recall.entry import Added, Entry, From, Near
from duizhao.recall.memory import Memory, memory_file

__all__ = ["Added", "Entry", "From", "Memory", "Near", "memory_file"]
