"""What each page of this room shows: rows shaped for a template, so that views stay short and templates stay plain."""
