# How a recipe becomes an item that can be overridden.
{ lib }:

let
  inherit (builtins) functionArgs intersectAttrs;
in
rec {
  isItem = value: builtins.isAttrs value && value ? price && value ? name;

  # `callWith goods recipe extra` looks at the names that the recipe asks for and
  # hands it just these out of the goods. Nothing of the goods is forced by that.
  callWith = goods: recipe: extra:
    makeOverridable (if builtins.isPath recipe then import recipe else recipe) (
      intersectAttrs (functionArgs (if builtins.isPath recipe then import recipe else recipe)) goods
      // extra
    );

  # An item remembers the recipe and its arguments, and can be made again with others.
  makeOverridable = recipe: arguments:
    let
      item = recipe arguments;
    in
    item
    // {
      override = changes: makeOverridable recipe (arguments // changes);
      ingredients = builtins.attrNames (functionArgs recipe);
    };

  describe = item: "${item.name} (${lib.showCents item.price})";
}
