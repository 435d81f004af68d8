"""`python -m services.township`."""

from services.township.main import main

main()
