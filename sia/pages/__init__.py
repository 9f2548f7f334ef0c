"""Pages of this app: rows shaped for a template, so that views stay short and templates stay plain."""
