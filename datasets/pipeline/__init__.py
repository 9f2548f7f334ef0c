"""Between rows and numbers: files become staged rows, staged rows become changes."""
