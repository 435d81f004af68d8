"""The permissions on the register of members."""

READ, MANAGE = "members.read", "members.manage"
