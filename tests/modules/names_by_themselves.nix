let
  settings = { level = 1; } // (if settings ? debug then { level = 2; } else { });
in
settings.level
