"""wherebox: where are my parcels?"""

__version__ = "0.6.2"
