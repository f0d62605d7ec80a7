# Lists made, mapped, filtered, folded, joined and searched; a sieve; a lazy list of primes.
n:
let
  remainder = a: b: a - (a / b) * b;
  numbers = builtins.genList (i: i + 2) n;
  squares = map (x: x * x) numbers;
  odd = builtins.filter (x: remainder x 2 == 1) squares;
  sum = builtins.foldl' (a: b: a + b) 0;
  halves = builtins.partition (x: x < n) numbers;
  pairs = builtins.concatMap (x: [ x (x + 1) ]) numbers;
  grown = builtins.foldl' (all: x: all ++ [ (x + 1) ]) [ ] (builtins.genList (i: i) (n / 10));
  sieve = list: if list == [ ] then [ ] else
    let prime = builtins.head list; in
    [ prime ] ++ sieve (builtins.filter (x: remainder x prime != 0) (builtins.tail list));
  from = k: { head = k; tail = from (k + 1); };
  keep = test: cell: if test cell.head then { inherit (cell) head; tail = keep test cell.tail; } else keep test cell.tail;
  take = count: cell: if count == 0 then [ ] else [ cell.head ] ++ take (count - 1) cell.tail;
  primes = cell: { inherit (cell) head; tail = primes (keep (x: remainder x cell.head != 0) cell.tail); };
in
[
  (sum odd) (sum pairs) (builtins.length halves.right) (builtins.length grown) (builtins.elem n numbers)
  (builtins.length (sieve (builtins.genList (i: i + 2) (n / 10)))) (take (n / 250 + 1) (primes (from 2)))
  (builtins.all (x: x > 1) numbers) (builtins.any (x: x == n) numbers)
]
