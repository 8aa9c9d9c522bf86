"""Simulated people who do the drill before a simulated depth camera, with the exact truth beside every frame.

It shares the body's shape space with the tracker but no code of it; nothing here knows how a frame will be read.
"""
