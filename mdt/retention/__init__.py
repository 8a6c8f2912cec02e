"""Destroying what is past its term: proposals, two people, everything at once, and the proof."""
