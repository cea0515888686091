"""Findings that SHACL does not give: literals, terms, nameless things, files without a subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.errors import TurtleSyntaxError
from smartregions.messages import Message, joined
from smartregions.turtle.locate import Span
from smartregions.validation.characters import characters
from smartregions.validation.choices import tail
from smartregions.validation.context import Context
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import TYPE, Term, object_of, subject_of
from smartregions.validation.languages import unknown_languages
from smartregions.validation.literals import DATATYPES, fault
from smartregions.validation.mend import instead, mended
from smartregions.validation.names import Names
from smartregions.validation.offers import at_the_top, with_prefixes
from smartregions.validation.once import untyped
from smartregions.validation.parts import Part
from smartregions.validation.paths import Predicate
from smartregions.validation.report import Finding
from smartregions.validation.shapes import Shapes
from smartregions.validation.spaces import (
    mistaken_namespaces,
    namespace_behind,
    namespace_slips,
)
from smartregions.validation.terms import Slip, Terms
from smartregions.validation.units import unlisted
from smartregions.validation.unseen import renamed

TURTLE = "https://www.w3.org/TR/turtle/"
GRAMMARS = MappingProxyType(
    {
        ".nt": "https://www.w3.org/TR/n-triples/#n-triples-grammar",
        ".trig": "https://www.w3.org/TR/trig/#sec-grammar",
        ".jsonld": "https://www.w3.org/TR/json-ld11/#json-ld-grammar",
        ".rdf": "https://www.w3.org/TR/rdf-syntax-grammar/",
    }
)
"""Where a format other than Turtle is defined, by the end of a file's name."""
SHACL = "https://www.w3.org/TR/shacl/"
DATATYPE_PAGE = "https://www.w3.org/TR/xmlschema11-2/#"
NODE_KIND = ns.SH + "NodeKindConstraintComponent"
PLAIN = frozenset({NamedNode(ns.XSD + "string"), NamedNode(ns.RDF + "langString")})
VIOLATION = ns.SH + "Violation"
OBJECT = 2
CLASSES_NAMED = 8
_UNSEEN = Message("No shape looks at anything in this file, so it could not be judged.")


def own_findings(
    parts: Sequence[Part], results: Sequence[Result], terms: Terms, context: Context
) -> Iterator[Finding]:
    """Everything that is found without an engine; what `results` say already is not repeated."""
    named = {n for r in results if r.component == NODE_KIND for n in (r.focus_node, r.value)}
    told = {(r.focus_node, r.value) for r in results if r.severity == VIOLATION}
    classless = untyped(results)
    for part in parts:
        yield from _literals(part, context.shapes)
        yield from characters(part)
        yield from unknown_languages(part)
        yield from _terms(part, terms, told, classless)
        yield from unlisted(part, context.published)
        yield from _namespaces(part)
        yield from _nameless(part, named)


def _literals(part: Part, shapes: Shapes) -> Iterator[Finding]:
    for triple in part.triples:
        value = triple.object
        if not isinstance(value, Literal) or (kind := value.datatype) in PLAIN:
            continue
        datatype = kind.value
        wrong = fault(value.value, datatype)
        if wrong is not None:
            allowed = shapes.datatypes.get(triple.predicate, frozenset())
            may_be = mended(value.value, datatype, allowed)
            yield _ill_formed(part, triple, value, wrong, may_be)


def _ill_formed(
    part: Part, triple: Triple, value: Literal, wrong: Message, may_be: Sequence[Literal]
) -> Finding:
    datatype = value.datatype
    known = DATATYPES[datatype.value]
    example = part.borrowing.literal(Literal(known.example, datatype=datatype))
    help_ = instead(may_be, part.borrowing) or Message(
        "write {form}, for example: {example}", form=known.form, example=example
    )
    shown = part.names.literal(Literal(value.value))
    place = part.place(triple)
    return Finding(
        severity="violation",
        code="ill-formed-literal",
        message=Message(
            "{shown} is not of the datatype {datatype}: {wrong}.",
            shown=shown,
            datatype=part.names.term(datatype),
            wrong=wrong,
        ),
        file=part.contribution.name,
        span=place.object if place else None,
        help=with_prefixes(help_, part.borrowing),
        focus_node=part.own(subject_of(triple)),
        path=Predicate(triple.predicate.value),
        value=value,
        see_also=DATATYPE_PAGE + tail(datatype.value),
    )


def _terms(
    part: Part, terms: Terms, told: Set[tuple[Term, Term | None]], classless: Set[Term]
) -> Iterator[Finding]:
    """One finding for each place: a term that many triples share is written once."""
    seen: set[Span | None] = set()
    mistaken = mistaken_namespaces(part.contribution.prefixes)
    for triple, position, slip in terms.slips(part.triples, part.borrowing, mistaken):
        if position == OBJECT and (triple.subject, triple.object) in told:
            continue
        if triple[position] in classless:
            continue
        place = part.place(triple)
        span = (place.subject, place.predicate, place.object)[position] if place else None
        if span is None or span not in seen:
            seen.add(span)
            yield _slip(part, slip, span, triple)


def _namespaces(part: Part) -> Iterator[Finding]:
    for prefix, slip in namespace_slips(part.contribution.prefixes):
        yield _slip(part, slip, part.positions.prefix(prefix))


def _slip(part: Part, slip: Slip, span: Span | None, triple: Triple | None = None) -> Finding:
    return Finding(
        severity=slip.severity,
        code=slip.code,
        message=slip.message,
        file=part.contribution.name,
        span=span,
        help=slip.help,
        focus_node=part.own(subject_of(triple)) if triple else None,
        path=Predicate(triple.predicate.value) if triple else None,
        value=part.own(object_of(triple)) if triple else None,
        see_also=ns.SR.removesuffix("#"),
        misspelt=slip.misspelt,
    )


def _nameless(part: Part, told: Set[Term | None]) -> Iterator[Finding]:
    """Things of our classes that have no name, so that nobody else can speak of them."""
    for triple in part.triples:
        if triple.predicate != TYPE or not isinstance(triple.subject, BlankNode):
            continue
        thing, kind = subject_of(triple), object_of(triple)
        ours = isinstance(kind, NamedNode) and kind.value.startswith(ns.SR)
        if ours and thing not in told:
            yield Finding(
                severity="violation",
                code="blank-node",
                message=Message(
                    "A thing of the class {type} has no IRI.", type=part.names.term(kind)
                ),
                file=part.contribution.name,
                span=part.subject(thing),
                help=Message(
                    "give it an IRI: {iri} in place of [ ... ] or _:name", iri=f"<{ns.ID}.../...>"
                ),
                focus_node=part.own(thing),
                value=kind,
                see_also=TURTLE + "#BNodes",
            )


def no_focus_node(part: Part, context: Context) -> Finding:
    """The finding of a file at which no shape looks: it was not judged.

    Where a namespace is another than the one that is meant, that is why: it is told there, and
    nothing else of it has to be.
    """
    classes = sorted(c.value for c in context.targets.classes if isinstance(c, NamedNode))
    behind = namespace_behind(part.contribution.prefixes, classes)
    if behind:
        prefix, slip = behind
        message = joined((slip.message, _UNSEEN), " ")
        span = part.positions.prefix(prefix)
        return replace(_unjudged(part, message, slip.help, span), misspelt=slip.misspelt)
    message = _UNSEEN if part.triples else Message("This file is empty, so it could not be judged.")
    help_, span = renamed(part, context.words)
    return _unjudged(part, message, help_ or _classes(part, classes), span)


def _unjudged(part: Part, message: Message, help_: Message, span: Span | None = None) -> Finding:
    return Finding(
        severity="violation",
        code="no-focus-node",
        message=message,
        file=part.contribution.name,
        span=span or Span(1, 1, 1, 1 + len(part.positions.line(1))),
        help=help_,
        see_also=SHACL + "#targets",
    )


def _classes(part: Part, classes: Sequence[str]) -> Message:
    """Which classes a thing may be of, as this file writes them, or by our prefix for them."""
    declared = part.contribution.prefixes
    is_declared = ns.SR in declared.values()
    names = part.names if is_declared else Names({**declared, "sr": ns.SR})
    ours = [names.iri(each) for each in classes if each.startswith(ns.SR)]
    some = ours[:CLASSES_NAMED] + ["..."] * (len(ours) > CLASSES_NAMED)
    named = joined(some, ", ") if some else Message("a class")
    told = Message("say what each thing is: ... a {classes}", classes=named)
    if is_declared or not some:
        return told
    return joined((told, at_the_top(f"@prefix sr: <{ns.SR}> .")))


def syntax_findings(name: str, error: TurtleSyntaxError) -> Iterator[Finding]:
    """The faults of a text that is not Turtle, or what else its name says."""
    grammar = GRAMMARS.get(PurePath(name).suffix.lower(), TURTLE + "#sec-grammar")
    for fault_ in error.faults:
        undeclared = fault_.code == "undeclared-prefix"
        yield Finding(
            severity="violation",
            code=fault_.code,
            message=fault_.message,
            file=name,
            span=Span(fault_.line, fault_.column, fault_.end_line, fault_.end_column),
            help=fault_.help,
            see_also=TURTLE + "#prefixed-name" if undeclared else grammar,
        )
