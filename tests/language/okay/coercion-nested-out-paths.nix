toString [ { outPath = { outPath = "deep"; }; } "x" ]
