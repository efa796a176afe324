"""Self-diagnosis: facts are read at the edges, every check decides over them alone."""
