"""A finished piece in a folder of its own, with files for the programs that go on with it."""
