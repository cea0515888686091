"""The stored questions: `queries/<topic>/<name>.rq`, as `docs/queries.md` describes them."""
