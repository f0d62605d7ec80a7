# On Sundays the cake is larger and the flour is dearer, and everything follows.
final: previous: {
  cake = previous.cake.override { layers = 4; filling = "cherry"; };

  flours = previous.flours // {
    wheat = previous.flours.wheat // { cost = previous.flours.wheat.cost + 5; };
  };

  starter = previous.starter // {
    # The starter of today is made from that of yesterday: plain recursion.
    describe = days:
      if days == 0 then
        previous.starter.describe 0
      else
        previous.starter.describe days + final.starter.describe (days - 1);
  };
}
