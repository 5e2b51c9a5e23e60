"""Completion in the user's shell: scripts for bash, zsh and fish, made from the commands themselves.

What a script can know it holds; names that change (partitions, spaces) it asks for by `sdol completions --list KIND`.
"""
