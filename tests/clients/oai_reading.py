"""What sickle makes of an OAI-PMH repository: run by it, in an environment of its own.

Prints a JSON object: what Identify says, and each record with its metadata; of a deleted one, null.
"""

from __future__ import annotations

import json
import sys

from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"


def read(address: str, prefix: str, since: str) -> dict[str, object]:
    repository = Sickle(address)
    arguments = {"metadataPrefix": prefix, "ignore_deleted": False}
    if since:
        arguments["from"] = since
    try:
        records = [told(record) for record in repository.ListRecords(**arguments)]
    except NoRecordsMatch:
        records = []
    identity = repository.Identify()
    return {
        "deleted": identity.deletedRecord,
        "formats": [each.metadataPrefix for each in repository.ListMetadataFormats()],
        "sets": [each.setSpec for each in repository.ListSets()],
        "records": records,
    }


def told(record: object) -> list[object]:
    header = record.header
    if header.deleted:
        return [header.identifier, header.datestamp, None]
    root = record.xml.find(f".//{RDF}")
    said = etree.tostring(root).decode() if root is not None else record.metadata
    return [header.identifier, header.datestamp, said]


if __name__ == "__main__":
    print(json.dumps(read(*sys.argv[1:])))
