"""The texts of a trial as a form sends them again: in the boxes of the page, to be mended there.

A box that is not changed gives way to a file that is chosen: it shows what the file held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from smartregions.messages import Message, amount
from smartregions.publication.trial import Text, Trial
from smartregions.web.corrections import MOST_CHARACTERS
from smartregions.web.multipart import MOST_FIELD, TYPES

PASTED = "text"
"""What a text is called that was pasted, and comes from no file."""
MOST_BOXES = 20
"""A form has a hundred parts at most, and each box has four."""
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Box:
    """A text in a form, with the name and the media type that it goes under."""

    name: str
    media_type: str
    text: str

    @property
    def digest(self) -> str:
        """What tells whether the text was changed; a browser may end its lines otherwise."""
        return digest(self.text)

    @property
    def is_pasted(self) -> bool:
        """Whether it comes from no file."""
        return self.name == PASTED


EMPTY = Box(PASTED, TYPES[0], "")
"""That of a form in which nothing is written yet."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a page; where there can be none, why."""

    each: tuple[Box, ...] = ()
    why: Message | None = None


def digest(text: str) -> str:
    """Of a text, whatever its lines end with."""
    return sha256(unix(text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def unix(text: str) -> str:
    """The text with the ends of its lines as most files have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def boxes(trial: Trial, mended: str | None = None) -> Boxes:
    """What is to be mended on the page; `mended` is the one text with its slips corrected.

    A text that was pasted is nowhere else: it comes back, however long a pasted one may be.
    """
    text = trial.texts[0]
    if len(trial.texts) == 1 and text.name == PASTED and len(text.data) <= MOST_FIELD:
        shown = text.data.decode("utf-8", "replace") if mended is None else mended
        return Boxes((Box(PASTED, text.media_type, shown),))
    found = sent_again(trial)
    if mended is not None and found.each:
        found = Boxes((replace(found.each[0], text=mended),))
    return Boxes(tuple(replace(b, text=b.text.removeprefix(_MARK)) for b in found.each), found.why)


def sent_again(trial: Trial) -> Boxes:
    """The texts as they are, where a form can send them once more to the character."""
    if sum(len(text.data) for text in trial.texts) > 4 * MOST_CHARACTERS:
        return Boxes(why=_too_long(trial.texts))
    read = [_box(text) for text in trial.texts]
    if broken := next((t.name for t, box in zip(trial.texts, read, strict=True) if not box), None):
        return Boxes(
            why=Message("{name} is not UTF-8, so it is not shown in the box.", name=broken)
        )
    found = tuple(filter(None, read))
    if len(found) > MOST_BOXES or sum(len(box.text) for box in found) > MOST_CHARACTERS:
        return Boxes(why=_too_long(trial.texts))
    return Boxes(found)


def _box(text: Text) -> Box | None:
    """The text, where a page can show it: UTF-8, without the character that no page has."""
    try:
        shown = text.data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in shown else Box(text.name, text.media_type, shown)


def _too_long(texts: Sequence[Text]) -> Message:
    if len(texts) == 1:
        return Message(
            "{name} is too long for the box, which holds {most} characters.",
            name=texts[0].name,
            most=amount(MOST_CHARACTERS),
        )
    return Message(
        "These files are too long together for boxes, which hold {most} characters.",
        most=amount(MOST_CHARACTERS),
    )
