"""`python -m services.county`."""

from services.county.main import main

main()
