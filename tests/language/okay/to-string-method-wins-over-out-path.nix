"${{ outPath = "out"; __toString = _: "method"; }}"
