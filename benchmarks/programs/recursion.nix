# Calls that wait for calls: deep ones, and ones that branch.
n:
let
  count = depth: if depth == 0 then 0 else 1 + count (depth - 1);
  isEven = k: if k == 0 then true else !(isOdd (k - 1));
  isOdd = k: if k == 0 then false else !(isEven (k - 1));
  ackermann = m: k:
    if m == 0 then k + 1
    else if k == 0 then ackermann (m - 1) 1
    else ackermann (m - 1) (ackermann m (k - 1));
  tree = depth: if depth == 0 then null else { left = tree (depth - 1); right = tree (depth - 1); };
  leaves = node: if node == null then 1 else leaves node.left + leaves node.right;
in
builtins.genList (i: [ (count (2000 + i)) (isEven 500) (ackermann 2 7) (leaves (tree 7)) ]) n
