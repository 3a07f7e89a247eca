"""The way in: rows are read, their authors found, and the facts they amount to brought to the desk."""
