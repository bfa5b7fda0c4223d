"""Cheap looks at a text, which clear most texts before any judge reads them."""
