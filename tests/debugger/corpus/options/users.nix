{ ... }:
{
  options.databaseUser = { default = "nobody"; };
  options.admin = { default = "root"; };
}
