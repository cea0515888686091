"""What is wrong and what to write instead, in sentences made from the shape that objects.

The message is the shape's own `sh:message`; the help says what to write, built from the shape's
parameters: values allowed, an example of the datatype, the nearest thing of the class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.validation.case import Case, local_name
from smartregions.validation.choices import SHOWN, offer
from smartregions.validation.literals import DATATYPES, fault
from smartregions.validation.names import shortened
from smartregions.validation.shapes import sh

IRI = re.compile(r"https?://[^\s<>\"{}|^`]*[\w/#]")
EXAMPLE = NamedNode(ns.SKOS + "example")
LONGEST_MESSAGE = 1_000
"""Characters of a message into which a query put values."""


def message(case: Case) -> str:
    """What is wrong: the shape's words in English, else the engine's, else ours.

    Values that an engine put into the words of a query's shape are IRIs in full: shortened here.
    """
    own = case.shapes.text(case.result.shape, sh("message"))
    if case.component != "SPARQL" and own:
        return own
    if case.result.messages and (case.component == "SPARQL" or own):
        told = shortened(case.result.messages[0], LONGEST_MESSAGE)
        return IRI.sub(lambda iri: case.names.iri(iri.group()), told)
    return _plain(case)


def _plain(case: Case) -> str:
    about = " ".join(part for part in (case.path, case.value) if part)
    return f"{case.component} is not met" + (f": {about}." if about else ".")


def help_for(case: Case) -> str:
    """What to write; the shape's description where the component alone does not tell."""
    make = HELP.get(case.component)
    text = make(case) if make else ""
    return text or case.shapes.text(case.result.shape, sh("description")) or ""


def _add(case: Case) -> str:
    """What is missing: all that may be written when that is little, else what is like it."""
    allowed = case.choices.of_shape(case.result.shape)
    examples = case.shapes.objects(case.result.shape, EXAMPLE)
    datatype = case.parameter("datatype")
    if len(allowed) == 1:
        return f"add: {case.branch} {case.names.term(allowed[0])} ;"
    if 0 < len(allowed) <= SHOWN:
        return f"add: {case.branch} ... ;\n{offer(allowed, case.names)}"
    if allowed:
        what = case.shown("class") or "the right kind"
        such = case.names.term([*examples, *allowed][0])
        return f"add: {case.branch} ... ;\nthe value is an IRI of {what}, such as {such}"
    if examples:
        return f"add, for example: {case.branch} {case.names.term(examples[0])} ;"
    if isinstance(datatype, NamedNode):
        return f"add: {case.branch} {_sample(case, datatype.value)} ;"
    return f"add a value: {case.branch} ... ;"


def _sample(case: Case, datatype: str) -> str:
    if datatype == ns.RDF + "langString":
        return '"..."@en'
    if datatype == ns.XSD + "string":
        return '"..."'
    known = DATATYPES.get(datatype)
    example = Literal(known.example if known else "...", datatype=NamedNode(datatype))
    return case.names.term(example)


def _remove(case: Case) -> str:
    most = case.shown("maxCount")
    if len(case.lines) <= int(most or 0):
        return f"delete {case.path} here: what is published states it already"
    lines = sorted(set(case.lines))
    at = f" (they stand on lines {', '.join(map(str, lines))})" if len(lines) > 1 else ""
    if most == "0":
        return f"delete {case.path}{at}"
    keep = "one value" if most == "1" else f"{most} values"
    return f"keep {keep} of {case.path} and delete the others{at}"


def _datatype(case: Case) -> str:
    datatype, value = case.parameter("datatype"), case.result.value
    if not isinstance(datatype, NamedNode):
        return ""
    if isinstance(value, Literal) and datatype.value in DATATYPES:
        if fault(value.value, datatype.value) is None:
            return f"write: {case.names.term(Literal(value.value, datatype=datatype))}"
        return f"write, for example: {_sample(case, datatype.value)}"
    if isinstance(value, Literal) and datatype.value == ns.RDF + "langString":
        return f"write with a language: {case.names.term(Literal(value.value, language='en'))}"
    return f"write, for example: {_sample(case, datatype.value)}"


def _class(case: Case) -> str:
    if case.result.path is None:
        return f"say what it is: {case.value} a {case.shown('class')} ."
    near = case.choices.near(case.result.shape, case.result.value)
    if near is not None:
        return f"did you mean {case.names.term(near)}?"
    allowed = case.choices.of_shape(case.result.shape)
    if allowed:
        return offer(allowed, case.names)
    what = case.shown("class")
    return f"name a thing that is stated to be one, or add to this file: {case.value} a {what} ."


def _node(case: Case) -> str:
    return _in(case) if case.choices.of_shape(case.result.shape) else ""


def _in(case: Case) -> str:
    near = case.choices.near(case.result.shape, case.result.value)
    meant = f"did you mean {case.names.term(near)}?\n" if near is not None else ""
    return meant + offer(case.choices.of_shape(case.result.shape), case.names)


KINDS = MappingProxyType(
    {
        "IRI": "an IRI: prefix:name or <https://...>",
        "Literal": 'a text in quotes, "...", or a number',
        "BlankNode": "a nameless node: [ ... ]",
        "BlankNodeOrIRI": "an IRI or a nameless node, not a text",
        "BlankNodeOrLiteral": "a text or a nameless node, not an IRI",
        "IRIOrLiteral": "an IRI or a text, not a nameless node",
    }
)


def _kind(case: Case) -> str:
    kind, value = case.parameter("nodeKind"), case.result.value
    if kind is None:
        return ""
    wanted = local_name(kind.value)
    address = isinstance(value, Literal) and value.value.startswith(("http://", "https://"))
    if wanted == "IRI" and address and isinstance(value, Literal) and " " not in value.value:
        return f"write: <{value.value}>"
    return f"write {KINDS.get(wanted, wanted)}"


def _pattern(case: Case) -> str:
    examples = case.shapes.objects(case.result.shape, EXAMPLE)
    if examples:
        return f"write, for example: {case.names.term(examples[0])}"
    return f"it must match {case.parameter('pattern')}"


def _language(case: Case) -> str:
    tags = case.parameter("languageIn")
    allowed = [t.value for t in case.shapes.items(tags)] if tags is not None else []
    value = case.result.value
    text = case.names.literal(Literal(value.value)) if isinstance(value, Literal) else '"..."'
    return "write " + " or ".join(f"{text}@{tag}" for tag in allowed[:6])


def _each_language(case: Case) -> str:
    beside = "" if case.lines else "; what is published counts too"
    return f"keep one {case.path} for each language{beside}"


def _bound(words: str, parameter: str) -> Callable[[Case], str]:
    return lambda case: f"write a value {words} {case.shown(parameter)}"


def _property(words: str, parameter: str) -> Callable[[Case], str]:
    return lambda case: f"the value must be {words} {case.shown(parameter)}"


def _closed(case: Case) -> str:
    return f"delete {case.path}: no such property is foreseen here"


HELP: Mapping[str, Callable[[Case], str]] = MappingProxyType(
    {
        "MinCount": _add,
        "MaxCount": _remove,
        "Datatype": _datatype,
        "Class": _class,
        "In": _in,
        "Node": _node,
        "HasValue": lambda case: f"add: {case.path} {case.shown('hasValue')} ;",
        "NodeKind": _kind,
        "Pattern": _pattern,
        "LanguageIn": _language,
        "UniqueLang": _each_language,
        "Closed": _closed,
        "MinInclusive": _bound("not below", "minInclusive"),
        "MinExclusive": _bound("above", "minExclusive"),
        "MaxInclusive": _bound("not above", "maxInclusive"),
        "MaxExclusive": _bound("below", "maxExclusive"),
        "MinLength": _bound("whose number of characters is at least", "minLength"),
        "MaxLength": _bound("whose number of characters is at most", "maxLength"),
        "LessThan": _property("before or less than that of", "lessThan"),
        "LessThanOrEquals": _property("not after or more than that of", "lessThanOrEquals"),
        "Equals": _property("the same as that of", "equals"),
        "Disjoint": _property("other than that of", "disjoint"),
    }
)
"""From a component (without its suffix) to the maker of its help."""
