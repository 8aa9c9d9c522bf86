"""Movement recorded in a laboratory, given to a simulated body: files, inverse kinematics, the driven person."""
