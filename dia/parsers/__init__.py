"""Pure: a file of works to rows and problems; no Django."""
