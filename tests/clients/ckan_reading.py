"""What CKAN's parser makes of a catalogue: run by it, in an environment of its own.

Prints a JSON object: the pages that it went through, and each dataset as CKAN would create it.
"""

from __future__ import annotations

import json
import sys
import urllib.request

from ckanext.dcat.processors import RDFParser


def read(address: str) -> dict[str, object]:
    pages: list[str] = []
    datasets: list[object] = []
    following: str | None = address
    while following:
        pages.append(following)
        with urllib.request.urlopen(following) as response:
            kind = response.headers.get_content_type()
            text = response.read().decode("utf-8")
        parser = RDFParser(profiles=["euro_dcat_ap_3"])
        parser.parse(text, _format=kind)
        datasets.extend(parser.datasets())
        following = parser.next_page()
    return {"pages": pages, "datasets": datasets}


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1])))
