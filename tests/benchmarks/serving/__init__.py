"""Our service beside released SPARQL servers, on the same made-up data, in one run."""
