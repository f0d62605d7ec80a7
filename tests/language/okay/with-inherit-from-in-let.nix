let lib = { id = x: x; twice = f: x: f (f x); }; in with lib; let inherit (lib) id; in twice (x: x + id 1) 0
