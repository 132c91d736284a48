"""Where questions come from: a module for each noun, each a function from chance to requests."""
