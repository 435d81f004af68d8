"""Tests of the whole system, on one running system: a package, so that its fixture ends with the folder."""
