s: k: s ? a.${k}."c"
