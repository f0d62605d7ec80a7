"""The templates of the language itself, a table for each kind; see generator.py for how holes are written."""

from __future__ import annotations

INT = r"""
(@int - 0) + @int
@int + @lit_int
@int - @int
@int * @tiny
@tiny * @int
@int / @divisor
-@int
(@int - 0) + @int * @tiny
@int - @int - @int
@int - @int / @divisor * @tiny
builtins.add @int @int
builtins.sub @int @int
builtins.mul @tiny @int
builtins.div @int @divisor
builtins.bitAnd @int @int
builtins.bitOr @lit_int @int
builtins.bitXor @int @lit_int
builtins.length @ints
builtins.length @strings
builtins.length @list
builtins.stringLength @string
builtins.head (@ints ++ [ @int ])
builtins.elemAt [ @int @int @fail ] 1
builtins.elemAt [ @int ] @count
builtins.foldl' (a: b: a + b) @int @ints
builtins.foldl' (a: b: @int(a b)) 0 [ 1 @int ]
builtins.foldl' (c: _: c + 1) @int @list
builtins.ceil @float
builtins.floor @float
builtins.floor @int
builtins.compareVersions @version @version
builtins.compareVersions @string @version
@fn @int
@fn (@fn @int)
@set.a or @int
@set.n.b or @int
(@set // { a = @int; }).a
(rec { a = @int; b = @int(a); }).b
({ a, b ? @int(a), ... }: @int(a b)) (@set // { a = @int; })
({ a ? @int(b), b ? @int }: a + b) { }
(n@{ a, ... }: @int(a n)) { a = @int; b = @fail; }
{ __functor = n: a: @int(n a); a = @int; } @int
builtins.getAttr "a" { a = @int; b = @fail; }
builtins.fromJSON (builtins.toJSON @int)
builtins.fromJSON (toString @int)
let f = a: if a > 3 then a else f (a + 1); in f @lit_int
let f = a: b: @int(a b); in f @int @int
let f = a: @int(a); g = f; in g @int + g 1
builtins.length (builtins.attrNames @set)
builtins.length (builtins.genList (_: @fail) @count)
builtins.length (builtins.filter (a: @bool(a)) @ints)
builtins.length [ @fail @int (@fn 1) ]
builtins.stringLength (toString @ints)
(builtins.listToAttrs [ { name = "a"; value = @int; } { name = "b"; value = @fail; } ]).a
let __sub = a: b: b - 0; in 3
builtins.ceil (@int + 0.5)
builtins.stringLength @cstring
builtins.length (builtins.split @regex @string)
builtins.length (builtins.tail ([ @fail ] ++ @list))
builtins.length (builtins.attrValues @set)
builtins.foldl' (a: b: builtins.trace b (a + b)) 0 @ints
builtins.foldl' (_: a: a) @fail [ @int @int ]
let a = builtins.trace "once" @int; in a + a
let l = map (a: builtins.trace "each" a) @ints; in builtins.length l
let l = map (a: builtins.trace "each" a) @ints; in builtins.foldl' builtins.add (builtins.length (l ++ l)) l
(builtins.mapAttrs (s: a: builtins.trace s @int(a)) { a = @int; b = @fail; }).a
(builtins.zipAttrsWith (s: l: builtins.length l) [ @set { a = @fail; } { a = 1; } ]).a
(builtins.listToAttrs (map (s: { name = s; value = @int(s); }) @strings)).a or @int
(builtins.fromTOML "a = 3").a + @int
(n@{ a ? n.b or @int, ... }: @int(a)) { b = @int; }
({ a, b ? a + 1, c ? b + 1 }: @int(a b c)) { a = @int; c = @int; }
with { a = @int; }; with { b = a; }; @int(b)
let a = @int; in with { a = @fail; }; @int(a)
with { a = @int; inherit (@set) n; }; a + (with { a = @int; }; a)
with throw "w"; let a = @int; in @int(a)
(rec { a = b; ${"c" + ""} = @fail; b = @int; }).a
{ ${"a"}.${"b" + ""} = @int; }.a.b
{ a = 1; }.${@lit_string} or @int
(if @bool then { a = @int; } else { }).a or @int
(builtins.removeAttrs @set [ ] // (@set // { b = @int; })).b
let f = { a ? @int, ... } @ n: n.a or a; in f { } + f { a = @int; }
let f = builtins.foldl' (f: a: b: f (a + b)) @fn @ints; in f 1
"""

STRING = r"""
(builtins.substring 0 99 @string) + @string
@string + @lit_string
"@txt${@string}@txt"
"${@lit_string}@txt${@string}"
"@txt"
''@itxt${@string}@itxt''
''@itxt''
'' @itxt ${@lit_string}''
"${toString @int}@txt"
toString @int
toString @bool
toString @float
toString @ints
toString @strings
toString [ @int @string null true ]
toString { __toString = n: @string; }
"${{ outPath = @string; a = @fail; }}"
{ outPath = @lit_string; } + @string
builtins.concatStringsSep @lit_string @strings
builtins.concatStringsSep "," (map toString @ints)
builtins.substring @count @count @string
builtins.substring 1 (-1) @string
builtins.replaceStrings [ "a" "s" ] [ "b" @lit_string ] @string
builtins.replaceStrings [ @lit_string ] [ "-" ] @string
builtins.head (@strings ++ [ @string ])
builtins.typeOf @any
builtins.toJSON @int
builtins.toJSON @string
builtins.toJSON { b = @ints; a = @bool; }
builtins.toXML @int
builtins.toXML { a = @string; b = @ints; }
builtins.toXML @lit_list
builtins.toXML ({ a, b ? @fail, ... }: a)
builtins.unsafeDiscardStringContext @string
baseNameOf @pathtext
toString (dirOf @pathtext)
@set.s or @string
(@set // { s = @string; }).s
({ s ? @string, ... }: s) @set
builtins.foldl' (s: t: s + t) "" @strings
builtins.foldl' (s: a: s + toString a) @string @ints
builtins.concatStringsSep "." (builtins.splitVersion @version)
(builtins.parseDrvName @pname).name
builtins.getEnv "NIXSTEP_SURELY_NOT_SET"
builtins.addErrorContext "here" @string
(s: t: t + s) @string @lit_string
@cstring
builtins.unsafeDiscardStringContext @cstring
builtins.hashString @algo @string
builtins.hashFile @algo @file
builtins.readFile @file
builtins.toXML @any
builtins.toXML { a = @int; b = { a = @string; }; c = [ @any ]; }
builtins.toJSON @any
builtins.toJSON [ @any { a = @any; } ]
builtins.toJSON { __toString = n: @string; a = @fail; }
builtins.replaceStrings @lit_strings [ "1" "2" ] @string
builtins.replaceStrings [ "a" "" "b" ] [ "<" @lit_string ">" ] @string
builtins.replaceStrings [ "ab" "a" @string ] [ "1" "2" "3" ] @string
builtins.substring @int @int @string
builtins.concatStringsSep @string @strings
builtins.toString @any
builtins.toString [ @any [ @any ] ]
toString { outPath = @any; }
toString (builtins.toPath "/a/../b/./${@lit_string}")
builtins.placeholder @string
builtins.trace "s" @string + builtins.trace "t" @string
"${builtins.trace "x" @string}"
builtins.head (builtins.split @regex @string)
builtins.elemAt (builtins.match "(.*)(.)" @string) 0
builtins.concatStringsSep "," (builtins.attrNames (builtins.readDir @dir))
builtins.typeOf (builtins.functionArgs @fn)
baseNameOf (toString @path)
"""

BOOL = r"""
!@bool
@bool && @bool
@bool || @bool
@bool -> @bool
@bool && @bool || @bool
!@bool || @bool -> @bool
false && @fail
true || @fail
@int == @int
@int != @int
@string == @string
@int == @float
@ints == @ints
@strings != @strings
@lit_any == @lit_any
@lit_set == @lit_set
@lit_list != @lit_list
@int == @lit_any
(@int - 0) + @int == @int
@int < @int
@int >= @int
@int > @lit_int
@lit_int <= @int
@float < @int
@string < @string
@string > @lit_string
@ints < @ints
@ints >= @ints
@int < @int && @int < @int
builtins.lessThan @int @float
builtins.elem @int @ints
builtins.elem @string @strings
builtins.elem @lit_any @lit_list
builtins.all (a: @bool(a)) @ints
builtins.any (a: @bool(a)) @ints
builtins.any (s: s == @string) @strings
@set ? a
@set ? n.b
@any ? @key
@set ? @key
builtins.hasAttr @lit_string @set
builtins.isInt @any
builtins.isString @any
builtins.isFunction @any
builtins.isList @any
builtins.isAttrs @any
builtins.isNull @any
builtins.isBool @any
builtins.isFloat @any
builtins.isPath @lit_any
(builtins.tryEval @any).success
(builtins.tryEval @fail).success
(builtins.tryEval (builtins.deepSeq @ints 1)).success
@set.p or @bool
let f = a: a; in [ f ] == [ f ]
let f = @fn; in f == f
let f = @fn; in { inherit f; } == { inherit f; }
(let n = @set; in n ? a && n.a == @int)
builtins.match "[a-z]*" @string != null
builtins.hasContext @string
builtins.hasContext @cstring
builtins.pathExists @place
builtins.pathExists "@spelled"
builtins.pathExists { outPath = "@spelled"; }
builtins.pathExists (@dir + "/@spelled")
(builtins.tryEval (assert @any == @any; true)).success
builtins.isPath @any
builtins.elem @string [ @cstring @string ]
@cstring == @cstring
@drv == @drv
@path == @path
@path < @path
@any == @lit_null
@lit_null == @any
builtins.lessThan @ints @ints
(builtins.tryEval (builtins.deepSeq @any 1)).success
(builtins.tryEval (@set == @set)).success || true
let a = @any; in [ a ] == [ a ]
let a = @any; n = { inherit a; }; in n == { a = n.a; }
let a = @any; in { x = a; } == { x = a; }
let l = [ @any @any ]; in l == l
[ (throw "x") ] == [ ]
[ @int (throw "x") ] == [ @fail ]
{ a = @fail; } == { b = @fail; }
[ map ] == [ map ]
let f = a: a; in [ (f 1) f ] == [ (f 1) f ]
let f = builtins.trace "f" @fn; in [ f ] == [ f ]
[ @ints @strings ] == [ @ints @strings ]
builtins.all (n: n ? a) [ @set @set ]
@set ? n.a && @set.n ? a
@set ? ${@string}
builtins.hasAttr @string { a = @fail; }
builtins ? ${@lit_string}
(builtins.tryEval (throw (throw "x"))).success
(builtins.tryEval (assert (builtins.trace "as" @bool); 1)).success
(builtins.tryEval (builtins.tryEval @fail).success).success
"""

FLOAT = r"""
(@float - 0) + @float
@float - @int
(@int - 0) + @float
@float * @tiny
@float / 2
1.5 * @tiny
@tiny / 0.5
-@float
builtins.add @float @int
builtins.div @float 4
builtins.fromJSON "2.5"
@set.x or @float
builtins.sub @float @float
builtins.mul @float @tiny
builtins.fromJSON (builtins.toJSON @float)
builtins.trace @lit_float @float
"""

NULL = r"""
builtins.match @regex @string
builtins.unsafeGetAttrPos "zz" @set
builtins.fromJSON "null"
if @bool then null else null
builtins.unsafeGetAttrPos "zz" @set
builtins.match "zz" @string
builtins.seq @any null
"""

INTS = r"""
[ @int ]
[ @int @int ]
[ @int @int @int ]
@ints ++ @ints
map (a: @int(a)) @ints
map @fn @ints
builtins.filter (a: @bool(a)) @ints
builtins.genList (a: @int(a)) @count
builtins.genList @fn @count
builtins.tail ([ @fail ] ++ @ints)
builtins.concatLists [ @ints @ints ]
builtins.concatMap (a: [ a @int(a) ]) @ints
builtins.concatMap (a: if @bool(a) then [ a ] else [ ]) @ints
builtins.sort builtins.lessThan @lit_ints
builtins.sort (a: b: a > b) @lit_ints
(builtins.partition (a: @bool(a)) @ints).right
builtins.catAttrs "a" [ @set { a = @int; } ]
builtins.attrValues { b = @int; a = @int; }
map builtins.stringLength @strings
map (n: n.key) (builtins.genericClosure { startSet = [ { key = 1; } ]; operator = n: @closure; })
@set.l or @ints
builtins.foldl' (l: a: [ a ] ++ l) [ ] @ints
builtins.fromJSON (builtins.toJSON @ints)
map (n: n.a or 0) [ @set @set ]
builtins.sort @order @ints
builtins.sort (a: b: builtins.trace "c" (a < b)) @lit_ints
builtins.filter (a: builtins.trace a @bool(a)) @ints
(builtins.partition (a: @bool(a)) @ints).wrong
map (n: n.key) (builtins.genericClosure { startSet = [ { key = @count; } { key = 3; } ]; operator = n: @closure; })
builtins.concatMap (a: @ints(a)) @ints
builtins.attrValues (builtins.mapAttrs (s: a: builtins.stringLength s) @set)
builtins.concatLists (builtins.genList (a: @ints(a)) @count)
builtins.catAttrs @lit_string [ { a = 1; } { b = 2; } ]
(import @TREE/value.nix).l ++ @ints
(builtins.groupBy (a: toString (a > 1)) @ints)."" or @ints
let l = [ @int ] ++ l; in builtins.tail [ 1 ]
"""

STRINGS = r"""
[ @string ]
[ @string @string ]
@strings ++ @strings
map (s: @string(s)) @strings
map toString @ints
builtins.attrNames @set
builtins.attrNames { a = @fail; ${"b"} = @fail; }
builtins.filter (s: s != @string) @strings
builtins.sort builtins.lessThan @lit_strings
builtins.splitVersion @version
builtins.filter builtins.isString (builtins.split @regex @string)
map builtins.typeOf @list
builtins.attrValues (builtins.mapAttrs (s: _: @string(s)) @set)
builtins.genList (a: "${toString a}@txt") @count
map (builtins.substring 0 1) @strings
builtins.attrNames (builtins.removeAttrs @set [ ] // @set)
builtins.sort builtins.lessThan @strings
builtins.match "(.)(.*)" ("x" + @string)
[ @cstring @string ]
builtins.attrNames (builtins.getContext @cstring)
builtins.attrNames @drv
builtins.attrNames (builtins.readDir @dir)
builtins.attrValues (builtins.readDir @dir)
@drv.outputs or @strings
map (builtins.replaceStrings [ "a" ] [ @lit_string ]) @strings
"""

SET = r"""
{ a = @int; }
{ a = @int; s = @string; }
{ b = @int; p = @bool; x = @float; }
{ n = @set; l = @ints; }
{ n.a = @int; n.b = @int; }
{ n = { a = @int; }; n.b = @int; s = @string; }
rec { a = @int; b = @int(a); }
rec { b = @int(a); a = @int; s = @string(a); }
rec { n.a = @int; b = n.a + @int; }
{ ${"a"} = @int; "b" = @int; }
{ ${@lit_string + ""} = @int; }
{ "k${@lit_string}" = @any; a = @int; }
{ ${null} = @fail; a = @int; }
{ a.${"zz" + ""}.b = @int; }
{ a = { b = @int; }; a = { c = @any; }; }
{ a = rec { b = @int; c = b; }; a.d = @any; }
{ a.b.c = @int; a.b.d = @any; a.e = @set; }
{ a = { b = @any; }; a = { inherit (@set) a; s = @string; }; }
rec { a = { b = @int(b); }; a.c = b; b = @int; }
rec { __overrides = { a = @int; }; a = @int; b = @int(a); }
rec { __overrides = { a = @int(b); s = @string; }; a = @int; b = @int; }
rec { __overrides = { a = b; } // @set; a = @int; b = @int; s = @string(a b); }
rec { __overrides = @set; a = @int; s = @string; b = @any(a s); }
rec { __overrides = if @bool(a) then { a = @int(a b); } else { }; a = @int; b = @int; c = a; }
rec { __overrides = { f = @fn; }; f = @fn; a = f @int(f); b = @any(a f); }
rec { __overrides = builtins.seq a { a = @int; c = @any(a); }; a = @int; b = (c: @int(a c)) a; c = @any; }
rec { __overrides = { a = @int; }; a = @int; ${"k" + @lit_string} = @any(a); b = [ a @any(a) ]; }
rec { __overrides.a = @int; inherit (@set) a; b = @any(a); }
{ __overrides = { a = @int; }; a = @int; }
let { __overrides = { body = @set; }; body = @fail; a = @any; }
{ "a b" = @int; or = @int; "" = @string; }
{ f = @fn; a = @int; }
builtins.removeAttrs @set [ ] // @set
@set // { a = @int; } // { b = @int; }
let a = @int; s = @string; in { inherit a s; }
{ inherit ({ a = @int; b = @fail; }) a; }
rec { inherit ({ a = @int; }) a; b = @int(a); }
removeAttrs @set [ "a" @lit_string ]
removeAttrs { a = @fail; b = @int; } [ "a" ]
builtins.intersectAttrs { a = @fail; s = 1; } @set
builtins.mapAttrs (s: a: @int(s a)) { a = @int; b = @int; }
builtins.mapAttrs (s: _: s) @set
builtins.listToAttrs [ { name = @lit_string; value = @int; } { name = "b"; value = @int; } ]
builtins.groupBy (a: if @bool(a) then "a" else "b") @ints
builtins.partition (a: @bool(a)) @ints
builtins.functionArgs ({ a, b ? @int, ... }: a)
builtins.functionArgs @fn
builtins.tryEval @int
builtins.tryEval @any
builtins.parseDrvName @pname
builtins.fromJSON (builtins.toJSON { a = @int; n.s = @string; })
(n@{ a ? 1, ... }: n) @set
let { body = { a = a; }; a = @int; }
builtins.seq @set @set
builtins.getContext @string
builtins.getContext @cstring
builtins.getContext (builtins.toJSON @any)
builtins.getContext (builtins.toXML @any)
builtins.getContext (toString [ @cstring @drv @path ])
builtins.getContext (builtins.substring @count @count @cstring)
builtins.getContext (builtins.replaceStrings [ "a" "/" ] [ @lit_cstring @lit_string ] @string)
builtins.getContext (builtins.concatStringsSep @string [ @string @cstring ])
builtins.getContext (builtins.head (builtins.split "(x)" @cstring))
builtins.getContext (baseNameOf @cstring)
builtins.readDir @dir
builtins.fromTOML @toml
builtins.tryEval (builtins.fromTOML @toml)
builtins.fromJSON (builtins.toJSON @set)
builtins.fromJSON (builtins.readFile @TREE/data.json)
builtins.fromTOML (builtins.readFile @TREE/data.toml)
import @TREE/value.nix
builtins.zipAttrsWith (s: l: { inherit s; l = builtins.length l; }) [ @set @set ]
builtins.zipAttrsWith (s: l: builtins.head l) [ @set { a = @any; } ]
builtins.listToAttrs (map (s: { name = s; value = @any; }) @strings)
builtins.mapAttrs (s: a: builtins.tryEval a) @set
builtins.groupBy (s: s) @strings
builtins.groupBy builtins.typeOf @list
builtins.intersectAttrs @set @set
builtins.removeAttrs @set (builtins.attrNames @set)
builtins.functionArgs builtins.derivation
builtins.functionArgs (n@{ a ? n, ${"s"} ? 1 }: a)
{ ${@string} = @any; }
{ a = 1; } // { ${@string} = @int; }
{ ${if @bool then "a" else null} = @any; }
{ a.b = @int; a.${"c" + @lit_string} = @int; }
{ inherit (@set) a; b = @fail; }.b or { }
let d = @drv; in { inherit (d) drvPath outPath; }
with @set; { inherit a; }
rec { n = @set; inherit (n) a; b = a; }
(n: n // { n = n; }) @set
let n = { a = @int; n = n; }; in n
let n = { a = [ n ]; b = @ints; }; in n
let l = @ints; in { a = l; b = l; }
builtins.deepSeq @set @set
builtins.derivationStrict { name = "n"; system = "x"; builder = @string; }
"""

LIST = r"""
[ @any ]
[ @any @any ]
[ @int @string @bool ]
[ @lit_any @any @lit_any ]
@list ++ @list
@ints ++ @strings
map (a: [ a @any(a) ]) @ints
builtins.split @regex @string
builtins.match "(.)(.*)" @string
builtins.tail [ @fail @any ]
builtins.attrValues @set
builtins.genList (a: { a = a; b = @any(a); }) @count
[ (builtins.tryEval @any) ]
map (n: builtins.tryEval n) [ @any @any ]
[ (builtins.fromJSON @json) ]
builtins.filter (_: true) [ @any ]
[ (builtins.tryEval @fail) @any ]
builtins.match @regex @string
let l = [ @any ]; in l ++ l
let a = @any; in [ a a ]
map (n: n.n or n) [ @set @set ]
builtins.sort (a: b: a.a < b.a) [ { a = @int; } { a = @int; s = @any; } ]
builtins.genericClosure { startSet = [ { key = @count; } { key = @count; a = @any; } ]; operator = n: @closure; }
builtins.genericClosure { startSet = [ { key = @string; } ]; operator = n: [ { key = "a"; } ]; }
builtins.nixPath
builtins.concatMap (n: [ n.a or n ]) [ @set @set ]
builtins.concatLists [ @list @ints @strings ]
[ (import @module) @any ]
[ @path (dirOf @path) ]
"""

FN = r"""
a: @int(a)
b: @int(b)
a: b: @int(a b)
builtins.add @int
builtins.bitAnd @int
let a = @int; in b: @int(a b)
if @bool then @fn else @fn
a: @fn (@fn a)
{ __functor = _: a: @int(a); }
@set.f or @fn
a: assert @bool(a); @int(a)
builtins.bitOr @int
builtins.foldl' builtins.add @int
({ a ? 1, ... }: b: @int(a b)) @set
(import @TREE/value.nix).f
builtins.trace "fn" @fn
builtins.seq @any @fn
"""

EVERYWHERE = r"""
if @bool then @K else @K
if @bool then @K else @fail
let a = @int; in @K(a)
let s = @string; b = @int; in @K(s b)
let b = @int(a); a = @int; in @K(a b)
let n = @set; in @K(n)
let l = @ints; m = @strings; in @K(l m)
let f = @fn; p = @bool; in @K(f p)
let x = @float; unused = @fail; in @K(x)
let inherit ({ a = @int; s = @string; }) a s; in @K(a s)
let n.a = @int; n.s = @string; in @K(n)
with { a = @int; s = @string; }; @K(a s)
with { b = @int; }; let b = @int; in @K(b)
with @set; with { c = @int; }; @K(c)
(a: @K(a)) @int
(s: _: @K(s)) @string @fail
(_: @K) @fail
({ a, s ? "d", ... }: @K(a s)) { a = @int; b = @fail; }
({ a ? @int, b ? a }: @K(a b)) { }
(n@{ a, ... }: @K(a n)) { a = @int; s = @string; }
{ __functor = _: a: @K(a); } @int
assert @bool; @K
assert @bool || true; @K
assert @set == @set; @K
assert [ @any ] == [ @any ]; @K
let r = builtins.tryEval (assert @any == @any; @K); in if r.success then r.value else @K
{ a = @K; }.a
{ a.b = @K; b = @fail; }.a.b
{ a = @K; }.a or @fail
{ }.a or @K
{ b = 1; }.b.c or @K
{ ${"a"} = @K; }."a"
{ a = @K; }.${@lit_string} or @K
rec { a = @int; b = @K(a); }.b
let a = @K; in { inherit a; }.a
builtins.head [ @K @fail ]
builtins.elemAt [ @any @K ] 1
builtins.seq @any @K
builtins.deepSeq @ints @K
builtins.trace "t" @K
builtins.addErrorContext "c" @K
let r = builtins.tryEval @K; in if r.success then r.value else @K
let r = builtins.tryEval @fail; in if r.success then @fail else @K
(let in @K)
builtins.getAttr "z" { z = @K; }
builtins.trace @lit_bool @K
builtins.trace @lit_string @K
(builtins.tryEval (builtins.trace "v" @K)).value
with { a = @int; }; with { a = @int; b = a; }; @K(a b)
with @set; let a = @int; in @K(a)
let a = @int; in with { a = @fail; b = @int; }; @K(a b)
with { s = @string; }; (s: @K(s)) @string
(with { p = @bool; f = @fn; }; @K(p f))
let d = @drv; q = @path; in @K(d q)
let s = @cstring; in @K(s)
let m = map (s: @string(s)) @strings; in @K(m)
builtins.scopedImport { a = @K; } @TREE/scoped.nix
(import @TREE/fn.nix) { a = 1; b = @K; }
builtins.elemAt (builtins.genList (_: @K) 2) 1
(builtins.mapAttrs (_: n: n) { a = @K; }).a
(builtins.zipAttrsWith (_: builtins.head) [ { a = @K; } ]).a
(builtins.intersectAttrs { a = @fail; } { a = @K; b = @fail; }).a
builtins.head (builtins.catAttrs "z" [ { } { z = @K; } ])
builtins.head (builtins.attrValues { z = @K; })
builtins.head (builtins.filter (_: true) [ @K ])
(builtins.removeAttrs { a = @K; b = @fail; } [ "b" ]).a
let n = { a = @K; ${"b" + ""} = n.a; }; in n.b
let r = rec { x = @float; z = if x > 0.0 then @K else @K; }; in r.z
if builtins.hasContext @string then @K else @K
@drv.zz or @K
assert builtins.trace "a" @bool; builtins.trace "b" @K
builtins.seq (builtins.tryEval @any) @K
builtins.deepSeq (builtins.tryEval @any) @K
"""
