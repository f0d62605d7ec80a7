# Cakes come in layers, and every layer costs half as much again as the one below.
{ lib, make, flours, layers ? 3, filling ? "plum" }:

let
  layer = number: if number == 0 then flours.wheat.cost else layer (number - 1) * 3 / 2;

  layerCosts = builtins.genList layer layers;
in
make {
  name = "${filling} cake";
  minutes = 40 + 10 * layers;
  work = 200;
  material = lib.sum layerCosts + lib.power 2 layers;
}
