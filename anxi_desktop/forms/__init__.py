"""What pyside6-uic makes of ui/; never edited: change the form in Designer and run `dev.py forms`."""
