"""`python -m services.region`."""

from services.region.main import main

main()
