let x = 1; in rec { inherit x; y = x; inherit ({ z = y + 1; }) z; }
