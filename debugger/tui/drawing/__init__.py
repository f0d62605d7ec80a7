"""What panels draw with: lines of parts with roles, themes, scales, highlighting. Knows no panel."""
