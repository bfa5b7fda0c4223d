"""Context surgery: does a made-up result in the history make the model write the next one?

Logs cannot tell. Surgery asks the model: the history up to the turn after a made-up result is put
to it as it was, with the genuine call in its place, without that turn, and with as many characters
of filler; what it does next is counted over many draws.

- `contexts`: the histories, as a pure function of a trace; they also give preference pairs.
- `genuine`: results that tools really gave, for the call put in.
- `trial`: the draws, the counts and the paired test.
"""
