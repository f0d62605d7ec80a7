# Loops as people write them: calls in tail position, with accumulators.
n:
let
  remainder = a: b: a - (a / b) * b;
  collatz = k: steps: if k == 1 then steps else collatz (if remainder k 2 == 0 then k / 2 else 3 * k + 1) (steps + 1);
  gcd = a: b: if b == 0 then a else gcd b (remainder a b);
  power = base: exponent: result: if exponent == 0 then result else power base (exponent - 1) (remainder (base * result) 1000003);
  loop = i: sum: if i == 0 then sum else loop (i - 1) (sum + collatz i 0 + gcd i 360 + power 3 20 1);
in
loop n 0
