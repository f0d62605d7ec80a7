# Package sets as fixed points, overlaid again and again.
n:
let
  fix = f: let self = f self; in self;
  extends = overlay: f: self: let super = f self; in super // overlay self super;
  base = self: {
    count = 0;
    total = self.count + self.extra;
    extra = 1;
    packages = builtins.genList (i: { id = i; depends = self.count + i; }) 20;
  };
  overlay = i: self: super: {
    count = super.count + 1;
    extra = if i - (i / 2) * 2 == 0 then super.extra + self.base else super.extra;
    base = 2;
    "package${toString i}" = { id = i; needs = super."package${toString (i - 1)}".id or 0; weight = self.base * i; };
  };
  layered = count: fix (builtins.foldl' (f: i: extends (overlay i) f) base (builtins.genList (i: i) count));
  weigh = set: builtins.foldl' (sum: name: sum + set.${name}.weight or 0) set.total (builtins.attrNames set);
in
builtins.genList (i: weigh (layered (20 + i - (i / 50) * 50))) n
