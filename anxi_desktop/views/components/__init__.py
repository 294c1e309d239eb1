"""The parts every page is built of; each takes its look from the theme."""
