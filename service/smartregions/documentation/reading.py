"""Everything that the pages of ontology and shapes show, read once from a corpus."""

from __future__ import annotations

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


def documentation(
    corpus: Corpus, questions: tuple[Question, ...], language: str = "en"
) -> Documentation:
    """The documentation of a corpus; raises ServiceError when a file of it cannot be read."""
    data = (source for source in corpus.sources() if source.kind == "data")
    snippets = Snippets(triple for source in data for triple in parsed(source.path))
    shapes = ShapesReader(corpus.shapes.glob("**/*.ttl"), snippets)
    vocabulary = Vocabulary(corpus, shapes.graph, questions, snippets)
    ontology = vocabulary.ontology(language)
    classes = [e.iri for m in ontology.modules for e in m.entries if e.kind == "class"]
    return Documentation(
        ontology=ontology,
        diagram=diagram(vocabulary.graph, classes, language),
        shapes=shapes.files(language),
    )
