# A dollar sign is special only in front of a brace; two of them are both literal, brace or not.
[ "$" "$$" "a$b" "$ {x}" "$${x}" "$$${"one"}" "$$$${x}" "\$" "\$\${x}" "x$" ]
