{ config, ... }:
{
  options.databasePort = { default = 5432; };
  options.databaseUrl = { default = "postgres://${config.databaseUser}@localhost:${toString config.databasePort}"; };
}
