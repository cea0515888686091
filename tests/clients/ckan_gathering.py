"""CKAN's harvester gathers a catalogue twice: all of it, then what is on its later pages.

    python ckan_gathering.py DATABASE_URL ADDRESS LATER_ADDRESS

Code, tables and database are CKAN's own. No CKAN site runs: its import stage, which makes a package
of each object that was gathered, is stood in for by an empty package of the same id.
Prints a JSON object: for each run its errors, what it found, and what it would delete.
"""

from __future__ import annotations

import json
import sys

import ckan.model as model
import sqlalchemy
from ckanext.dcat.harvesters import DCATRDFHarvester
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject, HarvestSource


def gathered(source: HarvestSource, address: str) -> dict[str, object]:
    source.url = address
    job = HarvestJob(source=source)
    job.save()
    harvester = DCATRDFHarvester()
    objects = [HarvestObject.get(each) for each in harvester.gather_stage(job)]
    status = {each.guid: {e.key: e.value for e in each.extras}.get("status") for each in objects}
    for each in objects:
        imported(each)
    errors = model.Session.query(HarvestGatherError).filter_by(harvest_job_id=job.id)
    return {
        "errors": [each.message for each in errors],
        "found": sorted(guid for guid, told in status.items() if told != "delete"),
        "deleted": sorted(guid for guid, told in status.items() if told == "delete"),
        "datasets": [json.loads(each.content) for each in objects if each.content],
    }


def imported(found: HarvestObject) -> None:
    """Leave the object as CKAN's import stage does that made a package of it."""
    package = model.Package(id=found.id, name=found.id)
    package.save()
    found.package_id, found.current = package.id, True
    found.save()


def main(database: str, address: str, later: str) -> None:
    model.init_model(sqlalchemy.create_engine(database))
    model.meta.metadata.create_all(model.meta.engine)
    source = HarvestSource(url=address, type="dcat_rdf")
    source.save()
    model.Package(id=source.id, name="source", url=address).save()
    print(json.dumps([gathered(source, address), gathered(source, later)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
