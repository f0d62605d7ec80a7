"""The terminal face. The only room that knows Textual; panels know neither vm nor compiler."""
