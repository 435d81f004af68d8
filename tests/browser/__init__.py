"""Tests of the pages in a browser, on one running system: a package, so that its fixture ends with the folder."""
