x: { a = rec { b = 1; c = b; }; a.d = b: x; a = ({ inherit x; e.f = 2; }); }
