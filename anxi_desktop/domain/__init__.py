"""Records and rules of the field. Standard library only, so that every rule can be read and tested alone."""
