"""Sentence → its earlier translations, and its terms: what people corrected, brought along, and want it called."""

from duizhao.recall.entry import Added, Entry, From, Near
from duizhao.recall.extract import Candidate, candidates
from duizhao.recall.glossary import Glossary
from duizhao.recall.glossary_files import READERS, WRITERS, glossary_rows, written
from duizhao.recall.glossary_rows import Problem, Row, Settled, settled
from duizhao.recall.guesses import associated, dictionary
from duizhao.recall.memory import Memory, memory_file

__all__ = [
    "READERS",
    "WRITERS",
    "Added",
    "Candidate",
    "Entry",
    "From",
    "Glossary",
    "Memory",
    "Near",
    "Problem",
    "Row",
    "Settled",
    "associated",
    "candidates",
    "dictionary",
    "glossary_rows",
    "memory_file",
    "settled",
    "written",
]
