"""Clients: who they are, what each may use, what is told of them to the operator."""
