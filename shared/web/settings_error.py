"""The error of a wrong setting of a service."""


class SettingsError(Exception):
    """A setting is wrong; the message contains its name, its value (never a secret), and the accepted values."""
