"""Regular expressions that cannot hang: matched by automata, in time that grows with the text, not explodes.

The semantics are those of Perl and Python, leftmost and in the order of preference, without what automata
cannot do (back-references, looking around). The method is Thompson's (1968), with Pike's way of keeping groups
and a deterministic automaton that is built while it is used, as Cox (2007, 2010) describes them.
"""
