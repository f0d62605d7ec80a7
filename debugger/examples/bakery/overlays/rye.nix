# Rye bread beside the usual one. `final` is the finished set, with every overlay
# in it; `previous` is what there was before this one.
final: previous: {
  ryeBread = previous.bread.override { flour = final.flours.rye; };

  # A mixed loaf takes a little of both.
  mixedBread = final.ryeBread // {
    name = "mixed bread";
    price = (final.bread.price + final.ryeBread.price) / 2;
  };
}
