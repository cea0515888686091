"""The usual mistakes in Turtle: what each looks like, and what to write instead.

The parser says where it stopped and which token it did not want; these modules look at the tokens
around that place and say it the way a colleague would. `rules` tries them in order.
"""
