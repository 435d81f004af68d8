"""The permissions on the register of handling units."""

READ, MANAGE = "units.read", "units.manage"
