"""Judging a change of what is published: a graph replaced, extended, deleted, or updated.

rules = rules_of(corpus.find()).prepared()
judgement = judge_change([put(store, graph, read(data, "actors.ttl"))], store, rules)
"""

from smartregions.validation.change.change import Change, delete, post, put, update
from smartregions.validation.change.judgement import Judgement, judge_change
from smartregions.validation.change.rules import Rules, rules_of

__all__ = [
    "Change",
    "Judgement",
    "Rules",
    "delete",
    "judge_change",
    "post",
    "put",
    "rules_of",
    "update",
]
