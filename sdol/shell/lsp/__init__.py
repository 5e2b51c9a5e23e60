"""The language server: what an editor asks over its protocol, answered from `sdol.lang.analysis`."""
