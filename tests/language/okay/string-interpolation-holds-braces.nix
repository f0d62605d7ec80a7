"a${let s = { x = "}"; y = { z = "{"; }; }; in s.x + s.y.z}b"
