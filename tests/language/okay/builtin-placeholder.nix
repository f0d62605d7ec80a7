[ (builtins.stringLength (placeholder "out")) (placeholder "out" == placeholder "dev") (placeholder "out") ]
