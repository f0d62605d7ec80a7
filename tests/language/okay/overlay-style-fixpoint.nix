let
  fix = f: let x = f x; in x;
  base = self: { greeting = "hello"; full = "${self.greeting}, ${self.name}"; name = "you"; };
  overlay = self: super: { name = "me"; greeting = super.greeting + "!"; };
  extend = f: o: self: let super = f self; in super // o self super;
in
fix (extend base overlay)
