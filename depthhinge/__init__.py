"""depthhinge teaches the hip hinge with a depth camera, a virtual wall and a virtual dowel.

Start reading at `trainer.py`: it is the whole line, from a depth frame to a verdict.
"""

__version__ = "0.1.0"
