"""Tests of the drain."""
