# A small bakery, written the way larger Nix package sets are written.
#
# The goods of the bakery are a fixed point: every recipe takes its ingredients
# from the finished set, so an overlay can replace one thing and everything that
# uses it follows. Good places to look at in the debugger:
#
#   lib.nix        fix: where the set is tied to itself
#   compose.nix    callWith: how a recipe finds its ingredients
#   overlays/      goods replaced and extended, with final and previous sets
#   orders.nix     recursion over an order, with a `with`
let
  people = 3;

  overlays = [
    (import ./overlays/rye.nix)
    (import ./overlays/sunday.nix)
  ];

  lib = import ./lib.nix;
  compose = import ./compose.nix { inherit lib; };

  # The recipes as they are before any overlay.
  base = final: import ./recipes.nix {
    inherit lib;
    callWith = compose.callWith final;
  };

  goods = lib.fix (lib.extendAll overlays base);

  orders = import ./orders.nix { inherit lib goods people; };

  # What is written on the blackboard behind the counter.
  blackboard = lib.concatLines (
    lib.mapToList (name: item: "${lib.padRight 16 name} ${lib.padLeft 6 (lib.showCents item.price)}") (
      lib.filterAttrs (name: compose.isItem) goods
    )
  );
in
{
  inherit blackboard;

  breakfast = orders.breakfast;
  total = lib.showCents (orders.total orders.breakfast);

  # Each of these asks for one thing only: watch how little is evaluated.
  cheapest = (orders.cheapest goods).name;
  loaf = goods.bread.override { flour = goods.flours.spelt; };

  # Sourdough needs a starter, which is fed from the starter of the day before.
  starter = goods.starter.describe 4;
}
