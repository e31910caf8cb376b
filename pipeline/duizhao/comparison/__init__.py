"""Comparing summaries: methods and systems run over articles, scored, ranked and shown."""

from duizhao.comparison.compare import Comparison, Request, compare
from duizhao.comparison.methods import ORACLE
from duizhao.comparison.page import page
from duizhao.comparison.segments import by_article, to_jsonl
from duizhao.comparison.sheet import Ratings, read_ratings, sheet
from duizhao.comparison.tables import as_json, long, rated, wide

__all__ = [
    "ORACLE",
    "Comparison",
    "Ratings",
    "Request",
    "as_json",
    "by_article",
    "compare",
    "long",
    "page",
    "rated",
    "read_ratings",
    "sheet",
    "to_jsonl",
    "wide",
]
