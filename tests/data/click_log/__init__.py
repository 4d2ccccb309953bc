"""Tests of the import of foreign click logs."""
