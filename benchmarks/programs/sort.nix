# Records in no order, sorted by the builtin and by a merge sort of our own.
n:
let
  remainder = a: b: a - (a / b) * b;
  numbers = builtins.genList (i: remainder (i * 7919 + 104729) 15485863) n;
  records = map (key: { inherit key; name = "item ${toString (remainder key 1000)}"; }) numbers;
  byName = builtins.sort (a: b: if a.name == b.name then a.key < b.key else a.name < b.name) records;
  take = count: list: builtins.genList (builtins.elemAt list) count;
  drop = count: list: builtins.genList (i: builtins.elemAt list (i + count)) (builtins.length list - count);
  merge = a: b:
    if a == [ ] then b
    else if b == [ ] then a
    else if builtins.head a <= builtins.head b then [ (builtins.head a) ] ++ merge (builtins.tail a) b
    else [ (builtins.head b) ] ++ merge a (builtins.tail b);
  mergeSort = list:
    let count = builtins.length list; half = count / 2; in
    if count < 2 then list else merge (mergeSort (take half list)) (mergeSort (drop half list));
  chunks = builtins.genList (i: mergeSort (map (record: remainder (record.key + i) 1009) (take (if n < 60 then n else 60) byName))) (n / 60 + 1);
in
[ (builtins.head byName).key (builtins.length (builtins.concatLists chunks)) ]
