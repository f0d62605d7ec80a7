# What the bakery sells before any overlay changes it.
{ lib, callWith }:

let
  price = { work, material, ... }: work + material;

  make = spec: spec // {
    price = price spec;
    label = with spec; "${name}, ${toString minutes} minutes";
  };
in
{
  flours = rec {
    wheat = { name = "wheat"; cost = 40; };
    spelt = { name = "spelt"; cost = wheat.cost * 2; };
    rye = { name = "rye"; cost = wheat.cost + 15; };
  };

  water = { name = "water"; cost = 1; };

  # Every generation of starter is made from the one before.
  starter = {
    name = "starter";
    cost = 20;
    describe = days: if days == 0 then "flour and water" else "(${lib.shout "fed"} ${toString days}) ";
  };

  dough = callWith ({ flours, water, starter, flour ? flours.wheat }: make {
    name = "${flour.name} dough";
    minutes = 20;
    work = 60;
    material = lib.sum [ flour.cost water.cost starter.cost ];
  }) { };

  bread = callWith ({ dough, flours, flour ? flours.wheat }: make {
    name = "${flour.name} bread";
    minutes = dough.minutes + 45;
    work = dough.price + 90;
    material = flour.cost;
  }) { };

  roll = callWith ({ dough }: make {
    name = "roll";
    minutes = dough.minutes + 15;
    work = dough.price / 8 + 20;
    material = 0;
  }) { };

  cake = callWith ./cake.nix { inherit lib make; };
}
