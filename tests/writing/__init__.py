"""What is written over HTTP, on the real service with a real registry."""
