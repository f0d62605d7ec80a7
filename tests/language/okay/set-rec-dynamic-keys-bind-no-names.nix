let b = "outer"; in rec { ${"" + "b"} = "inner"; a = b; }
