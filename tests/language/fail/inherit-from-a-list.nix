{ inherit ([ ]) a; }.a
