# Everything that can be reached from a package, with genericClosure and with a fold.
n:
let
  remainder = a: b: a - (a / b) * b;
  needs = id: builtins.filter (other: other < n) [ (id * 2 + 1) (id * 3 + 2) (remainder (id * 7) (id + 1)) ];
  graph = builtins.listToAttrs (builtins.genList (id: { name = toString id; value = needs id; }) n);
  reached = builtins.genericClosure {
    startSet = [ { key = 0; depth = 0; } ];
    operator = node: map (key: { inherit key; depth = node.depth + 1; }) graph.${toString node.key};
  };
  named = builtins.genericClosure {
    startSet = [ { key = "0"; } ];
    operator = node: map (id: { key = toString id; }) graph.${node.key};
  };
  indegrees = builtins.foldl' (all: id: builtins.foldl' (set: other: set // { ${toString other} = set.${toString other} or 0 + 1; }) all graph.${toString id}) { } (builtins.genList (i: i) (n / 20));
in
[ (builtins.length reached) (builtins.length named) (builtins.foldl' (a: node: a + node.depth) 0 reached) indegrees ]
