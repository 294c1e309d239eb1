"""What enters and leaves the program as a file."""
