"""Containers: the image, and what runs in it."""
