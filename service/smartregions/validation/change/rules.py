"""What a process judges changes by: read once, kept, and shared by the workers forked from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Store

from smartregions import messages
from smartregions.corpus import Corpus, digest
from smartregions.dataset import VIOLATION
from smartregions.validation.change.aimed import Aimed
from smartregions.validation.change.aims import Aims
from smartregions.validation.change.looks import Looks
from smartregions.validation.change.severe import severe
from smartregions.validation.change.state import vocabulary_store
from smartregions.validation.context import Context
from smartregions.validation.packaged import packaged
from smartregions.validation.receipt import Basis
from smartregions.validation.shapes import version_of


@dataclass(frozen=True)
class Rules:
    """Shapes and vocabulary of a corpus, and what of all that is found rejects a change."""

    context: Context
    """Without anything published: that comes from the store."""
    ontology_version: str = ""
    ontology_sha256: str = ""
    rejecting: frozenset[str] = frozenset({VIOLATION})
    """Severities and codes of findings that reject; empty: nothing does."""

    @cached_property
    def vocabulary(self) -> Store:
        """Ontology and schemes."""
        return vocabulary_store(self.context.vocabulary)

    @cached_property
    def aims(self) -> Aims:
        """The targets of the shapes."""
        return Aims.of(self.context.shapes)

    @cached_property
    def looks(self) -> Looks:
        """The ways of the shapes."""
        return Looks.of(self.context.shapes)

    @cached_property
    def aimed(self) -> Aimed:
        """The shapes for an engine."""
        return Aimed(self.context.shapes)

    @cached_property
    def others(self) -> tuple[Looks, Aimed]:
        """The same of the shapes by which a change may break what others say."""
        shapes = severe(self.context.shapes)
        return Looks.of(shapes), Aimed(shapes)

    def basis(self, change: int, published: str) -> Basis:
        """For a receipt: these rules, and number and hash of the last change that a store knows."""
        shapes = self.context.shapes
        ontology = (self.ontology_version, self.ontology_sha256)
        return Basis(shapes.version, shapes.sha256, *ontology, published, change)

    def prepared(self) -> Rules:
        """These rules, everything worked out: to be called before a fork."""
        shapes = self.context.shapes
        assert shapes.datatypes is not None
        for part in (self.vocabulary, self.aims, self.looks, self.aimed, self.others):
            assert part is not None
        assert self.context.words is not None and self.context.targets is not None
        messages.prepare()
        return self


def rules_of(corpus: Corpus) -> Rules:
    """The rules that a corpus carries, rejecting as its settings say.

    Raises ServiceError when it cannot be read.
    """
    context = packaged(corpus, published=False)
    ontology = [s for s in corpus.sources() if s.kind in ("ontology", "schemes")]
    version, rejecting = version_of(context.vocabulary), corpus.settings.rejecting
    return Rules(context, version, digest(ontology), rejecting)
