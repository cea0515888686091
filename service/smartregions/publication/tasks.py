"""What the workers of a service do beside queries: the one table of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from smartregions.corpus import Corpus
from smartregions.index.evaluation import Limits
from smartregions.index.forked import Doing
from smartregions.library.shelf import Library
from smartregions.publication import past, previewing, trial
from smartregions.publication.judging import JUDGE, judging
from smartregions.publication.updating import UPDATE, updating
from smartregions.things.describing import DESCRIBE, describing
from smartregions.validation.change import rules_of


def tasks(corpus: Corpus, library: Library, limits: Limits) -> Mapping[str, Doing]:
    """Each task by its name. What they need of the corpus is read here, once, before any fork.

    Raises ServiceError.
    """
    rules = rules_of(corpus).prepared()
    merges = corpus.settings.is_union
    return {
        JUDGE: judging(rules),
        UPDATE: updating(rules, merges),
        past.QUERY: past.answering(limits, merges),
        past.DESCRIBE: past.earlier(describing(merges, limits), merges),
        past.STATE: past.writing(limits),
        DESCRIBE: describing(merges, limits),
        trial.VERDICT: partial(trial.tried, rules),
        previewing.PREVIEW: partial(previewing.previewed, rules),
        previewing.ANSWERS: partial(previewing.answered, tuple(library)),
    }
