"""The windows that open above the main screen."""
