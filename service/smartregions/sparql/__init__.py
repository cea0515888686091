"""SPARQL as text: its tokens, and what can be known of a query before any engine sees it."""
