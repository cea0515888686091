"""The service as people start it, one real tree of processes, asked over HTTP and watched."""
