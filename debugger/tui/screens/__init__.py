"""The windows that open over the panels. A window keeps what its panel says to itself."""
