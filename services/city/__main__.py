"""`python -m services.city`."""

from services.city.main import main

main()
