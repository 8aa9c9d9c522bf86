"""The depth recording of a session: the person and the floor around them, every frame, lossless; the room once.

One append-only MCAP file. `keeper` says what of a frame is kept, `depth_codec` makes it small, `pictures` and `records`
give each kind of message its form, `recorder` writes them off the line's thread through `recording_file` and
`chunk_writer`; `chunk_reader` finds what is whole in a file, and `kept_depth` gives the frames back.
"""
