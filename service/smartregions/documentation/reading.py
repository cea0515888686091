"""Everything that the pages of ontology and shapes show, read once from a corpus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smartregions.corpus import Corpus
from smartregions.documentation.diagram import Diagram, diagram
from smartregions.documentation.shapes import ShapesFile, ShapesReader
from smartregions.documentation.snippets import Snippets
from smartregions.documentation.vocabulary import Ontology, Vocabulary, parsed
from smartregions.library.question import Question


@dataclass(frozen=True, slots=True)
class Documentation:
    """The ontology, its diagram, and the shapes, with texts in one language as far as possible."""

    ontology: Ontology
    diagram: Diagram
    shapes: tuple[ShapesFile, ...]


class Reader:
    """Reads the documentation of a corpus, in one language after another.

    Raises ServiceError when a file of it cannot be read.
    """

    def __init__(self, corpus: Corpus, questions: Iterable[Question]) -> None:
        data = (source for source in corpus.sources() if source.kind == "data")
        snippets = Snippets(triple for source in data for triple in parsed(source.path))
        self._shapes = ShapesReader(corpus.shapes.glob("**/*.ttl"), snippets)
        self._vocabulary = Vocabulary(corpus, self._shapes.graph, questions, snippets)

    def documentation(self, language: str) -> Documentation:
        """All of it, with texts in the language where there are such."""
        ontology = self._vocabulary.ontology(language)
        classes = [e.iri for m in ontology.modules for e in m.entries if e.kind == "class"]
        picture = diagram(self._vocabulary.graph, classes, language)
        return Documentation(ontology, picture, self._shapes.files(language))
