"""Yardsticks others set: published problems, run through this product's own solvers."""
