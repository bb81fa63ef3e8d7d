"""Weights: the catalogue of all that the studio uses, and the warehouse in which they lie."""

from studio.weights.catalogue import catalogue
from studio.weights.storage import Warehouse, warehouse

__all__ = ["Warehouse", "catalogue", "warehouse"]
