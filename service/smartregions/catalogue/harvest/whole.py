"""What can only be said of the pages of a catalogue together, or of one beside the others."""

from __future__ import annotations

from collections.abc import Iterator

from smartregions.catalogue.harvest.pages import Page
from smartregions.catalogue.harvest.report import Finding
from smartregions.messages import Message

TOTAL = "hydra:totalItems"


def nothing(address: str) -> Finding:
    """That no page of the catalogue has a dataset."""
    message = Message(
        "No page has a dcat:Dataset. After such a harvest a portal deletes all it had."
    )
    help_ = Message("Answer with an error while there is nothing to list.")
    return Finding("violation", "no-dataset", message, help_, address)


def miscounted(address: str, total: int, count: int) -> Finding:
    """That the catalogue states another number of datasets than its pages have."""
    message = Message(
        "hydra:totalItems is {total}; {n} datasets are on the pages.", total=total, n=count
    )
    help_ = Message("State the number of datasets on all pages together.")
    return Finding("warning", "total-differs", message, help_, address, "", TOTAL)


def divided(address: str, message: Message, dataset: str) -> Finding:
    """That two harvesters go different ways from page to page, and find different datasets."""
    help_ = Message(
        "Type the page as hydra:PagedCollection and hydra:PartialCollectionView, "
        "and state both hydra:nextPage and hydra:next."
    )
    properties = "hydra:next, hydra:nextPage"
    return Finding("violation", "paging-differs", message, help_, address, dataset, properties)


def type_changed(page: Page, first: Page) -> Iterator[Finding]:
    """That a page is of another format than the first one, if it is."""
    if page.kind != first.kind:
        message = Message(
            "The page is {kind}, the first one {first}, as which CKAN reads all.",
            kind=page.kind,
            first=first.kind,
        )
        help_ = Message("Lead from each page to the next one of the same format.")
        yield Finding("violation", "type-changes", message, help_, page.address)


def total_missing(page: str) -> Finding:
    """That a page does not state how many datasets there are where piveau looks for it."""
    message = Message(
        "hydra:totalItems is not stated where piveau looks for it: its run ends here."
    )
    help_ = Message("State hydra:totalItems, an integer, on the hydra:PagedCollection itself.")
    return Finding("violation", "total-missing", message, help_, page, "", TOTAL)


def unstable(page: str, dataset: str) -> Finding:
    """That a dataset is described in another way when its page is fetched again."""
    message = Message(
        "Fetched twice, the description differs: portals write the record anew each night."
    )
    help_ = Message(
        "Leave out the time of the answer, and whatever else changes without a change of the data."
    )
    return Finding("violation", "unstable", message, help_, page, dataset)
