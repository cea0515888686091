"""Load on the running service: beside a hostile client, and while processes are killed."""
