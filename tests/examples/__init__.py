"""The examples of `examples/`, tried as somebody would who finds them."""
