"""Translations on a test set: scores, segment by segment too, and whether the test set was trained on."""

from duizhao.evaluation.measures import MEASURES, Measure, chosen, of_bertscore
from duizhao.evaluation.scores import Evaluation, Output, Scored, evaluate, refuse_long
from duizhao.evaluation.testset import Segments, output_of, read
from duizhao.evaluation.translating import settings_for, translate

__all__ = [
    "MEASURES",
    "Evaluation",
    "Measure",
    "Output",
    "Scored",
    "Segments",
    "chosen",
    "evaluate",
    "of_bertscore",
    "output_of",
    "read",
    "refuse_long",
    "settings_for",
    "translate",
]
