{ ... }:
{
  options.exposeDatabase = { default = false; };
  config.databaseUser = "app";
}
