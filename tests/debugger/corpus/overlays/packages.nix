final: {
  parser = { name = "parser"; version = "1.4"; };
  server = { name = "server-${final.parser.version}"; needs = [ final.parser ]; };
  title = "packages";
}
