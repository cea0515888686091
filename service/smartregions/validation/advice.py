"""What to write instead, in sentences made from the parameters of the shape that objects.

Values allowed, an example of the datatype, the nearest thing of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message, Written, either, joined
from smartregions.validation.case import Case
from smartregions.validation.choices import SHOWN, meant, offer
from smartregions.validation.formats import in_its_format
from smartregions.validation.literals import DATATYPES, fault
from smartregions.validation.mend import instead, mended
from smartregions.validation.naming import of_class, of_kind
from smartregions.validation.offers import (
    EXAMPLE,
    everything,
    example,
    offered,
    with_prefixes,
    write,
    write_like,
)
from smartregions.validation.retyping import retyped
from smartregions.validation.shapes import sh
from smartregions.validation.tagging import a_text, tagged


def help_for(case: Case) -> Message:
    """What to write; the shape's description where the component alone does not tell."""
    make = HELP.get(case.component)
    text = make(case) if make else Message()
    told = with_prefixes(text or _description(case), case.names)
    besides = in_its_format(case)
    return joined((told, besides)) if told and besides else told


def _description(case: Case) -> Message:
    return Written(case.shapes.texts(case.result.shape, sh("description")))


def _add(case: Case) -> Message:
    """What is missing: all that may be written when that is little, else what is like it."""
    allowed = case.choices.of_shape(case.result.shape)
    examples = case.shapes.objects(case.result.shape, EXAMPLE)
    datatype = case.parameter("datatype")
    if len(allowed) == 1:
        return _adding(case, case.names.term(allowed[0]))
    if 0 < len(allowed) <= SHOWN:
        return joined((_adding(case, "..."), offer(allowed, case.names)))
    if allowed:
        what = case.shown("class") or Message("the right kind")
        such = case.names.term([*examples, *allowed][0])
        value = Message("the value is an IRI of {type}, such as {iri}", type=what, iri=such)
        return joined(filter(None, (_adding(case, "..."), value, everything(case))))
    if examples:
        statement = case.stating(case.names.term(examples[0]))
        return Message("add, for example: {statement}", statement=statement)
    if isinstance(datatype, NamedNode):
        return _adding(case, _sample(case, datatype.value))
    return Message("add a value: {statement}", statement=case.stating("..."))


def _adding(case: Case, value: str) -> Message:
    return Message("add: {statement}", statement=case.stating(value))


def _sample(case: Case, datatype: str) -> str:
    if datatype == ns.RDF + "langString":
        return a_text(case)
    if datatype == ns.XSD + "string":
        return '"..."'
    known = DATATYPES.get(datatype)
    example = Literal(known.example if known else "...", datatype=NamedNode(datatype))
    return case.names.term(example)


def _remove(case: Case) -> Message:
    most = case.shown("maxCount")
    if len(case.lines) <= int(most or 0):
        return Message("delete {path} here: what is published states it already", path=case.path)
    if most == "0":
        advice = Message("delete {path}", path=case.path)
    elif most == "1":
        advice = Message("keep one value of {path} and delete the others", path=case.path)
    else:
        advice = Message(
            "keep {most} values of {path} and delete the others", most=most, path=case.path
        )
    lines = sorted(set(case.lines))
    if len(lines) < 2:
        return advice
    told = joined(map(str, lines), ", ")
    return joined((advice, Message("(they stand on lines {lines})", lines=told)), " ")


def _datatype(case: Case) -> Message:
    datatype, value = case.parameter("datatype"), case.result.value
    if not isinstance(datatype, NamedNode):
        return Message()
    if isinstance(value, Literal) and datatype.value in DATATYPES:
        if fault(value.value, datatype.value) is None:
            return write(case.names.term(Literal(value.value, datatype=datatype)))
        if may_be := mended(value.value, datatype.value, {datatype.value}):
            return instead(may_be, case.names)
    elif isinstance(value, Literal) and datatype.value == ns.RDF + "langString":
        return tagged(case, value.value)
    return write_like(_sample(case, datatype.value))


def _node(case: Case) -> Message:
    if case.choices.of_shape(case.result.shape):
        return _in(case)
    typed = instead(retyped(case), case.names)
    return typed or joined(filter(None, (_description(case), example(case))))


def _in(case: Case) -> Message:
    near = case.choices.near(case.result.shape, case.result.value)
    likely = offered(case)
    return likely if near is None else joined((meant(case.names.term(near)), likely))


def _pattern(case: Case) -> Message:
    if shown := example(case):
        return shown
    return Message("it must match {pattern}", pattern=case.parameter("pattern"))


def _language(case: Case) -> Message:
    tags = case.parameter("languageIn")
    allowed = [t.value for t in case.shapes.items(tags)] if tags is not None else []
    value = case.result.value
    text = case.names.literal(Literal(value.value)) if isinstance(value, Literal) else '"..."'
    if not allowed:
        return Message()
    return Message("write {texts}", texts=either(f"{text}@{tag}" for tag in allowed[:6]))


def _each_language(case: Case) -> Message:
    if case.lines:
        return Message("keep one {path} for each language", path=case.path)
    return Message(
        "keep one {path} for each language; what is published counts too", path=case.path
    )


def _closed(case: Case) -> Message:
    return Message("delete {path}: no such property is foreseen here", path=case.path)


def _has_value(case: Case) -> Message:
    statement = f"{case.path} {case.shown('hasValue')} ;"
    return Message("add: {statement}", statement=statement)


BOUNDS: Mapping[str, Callable[[str], Message]] = MappingProxyType(
    {
        "minInclusive": lambda limit: Message("write a value not below {limit}", limit=limit),
        "minExclusive": lambda limit: Message("write a value above {limit}", limit=limit),
        "maxInclusive": lambda limit: Message("write a value not above {limit}", limit=limit),
        "maxExclusive": lambda limit: Message("write a value below {limit}", limit=limit),
        "minLength": lambda limit: Message(
            "write a value whose number of characters is at least {limit}", limit=limit
        ),
        "maxLength": lambda limit: Message(
            "write a value whose number of characters is at most {limit}", limit=limit
        ),
        "lessThan": lambda other: Message(
            "the value must be before or less than that of {property}", property=other
        ),
        "lessThanOrEquals": lambda other: Message(
            "the value must be not after or more than that of {property}", property=other
        ),
        "equals": lambda other: Message(
            "the value must be the same as that of {property}", property=other
        ),
        "disjoint": lambda other: Message(
            "the value must be other than that of {property}", property=other
        ),
    }
)
"""From a parameter that says all to the maker of the help."""


def _bound(parameter: str) -> Callable[[Case], Message]:
    return lambda case: BOUNDS[parameter](case.shown(parameter))


HELP: Mapping[str, Callable[[Case], Message]] = MappingProxyType(
    {
        "MinCount": _add,
        "MaxCount": _remove,
        "Datatype": _datatype,
        "Class": of_class,
        "In": _in,
        "Node": _node,
        "HasValue": _has_value,
        "NodeKind": of_kind,
        "Pattern": _pattern,
        "LanguageIn": _language,
        "UniqueLang": _each_language,
        "Closed": _closed,
    }
    | {name[0].upper() + name[1:]: _bound(name) for name in BOUNDS}
)
"""From a component (without its suffix) to the maker of its help."""
