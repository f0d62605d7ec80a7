# What people order, and what it comes to.
{ lib, goods, people }:

let
  line = item: count: {
    inherit (item) name;
    inherit count;
    price = item.price * count;
  };

  isItem = value: builtins.isAttrs value && value ? price;
in
rec {
  # Names that nothing else binds are looked up in the goods.
  breakfast = with goods; [
    (line roll (people * 2))
    (line bread 1)
    (line ryeBread 1)
    (line cake (if people > 4 then 2 else 1))
  ];

  total = order:
    if order == [ ] then
      0
    else
      (builtins.head order).price + total (builtins.tail order);

  cheapest = set: lib.minimumBy (item: item.price) (
    builtins.attrValues (lib.filterAttrs (name: isItem) set)
  );

  receipt = order: lib.concatLines (map (each: "${toString each.count} x ${each.name}") order);
}
