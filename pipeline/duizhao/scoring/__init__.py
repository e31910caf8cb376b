"""Scores of summaries and translations: against references, without them, and how far they may be luck."""

from duizhao.scoring.agreement import alpha, interval_distance, kendall, nominal_distance
from duizhao.scoring.bertscore import BertScore
from duizhao.scoring.bootstrap import Difference, Interval, column, difference, holm, interval, mean
from duizhao.scoring.free import Extraction, extraction, novelty, position, redundancy
from duizhao.scoring.overlap import METRICS, Metric, statistics
from duizhao.scoring.rouge import ROUGES, Prf, rouge, rouge_l, rouge_lsum, rouge_n
from duizhao.scoring.table import Cell, Table, to_csv, to_latex, to_text
from duizhao.scoring.tokens import TOKENISERS, Tokenise

__all__ = [
    "METRICS",
    "ROUGES",
    "TOKENISERS",
    "BertScore",
    "Cell",
    "Difference",
    "Extraction",
    "Interval",
    "Metric",
    "Prf",
    "Table",
    "Tokenise",
    "alpha",
    "column",
    "difference",
    "extraction",
    "holm",
    "interval",
    "interval_distance",
    "kendall",
    "mean",
    "nominal_distance",
    "novelty",
    "position",
    "redundancy",
    "rouge",
    "rouge_l",
    "rouge_lsum",
    "rouge_n",
    "statistics",
    "to_csv",
    "to_latex",
    "to_text",
]
