let
  a = b + 1;
  b = c * 2;
  c = 10;
  even = n: n == 0 || odd (n - 1);
  odd = n: n != 0 && even (n - 1);
in
[ a b c (even 10) (odd 7) (even 3) ]
