{ config, ... }:
{
  options.openPorts = { default = [ config.webPort ] ++ (if config.exposeDatabase then [ config.databasePort ] else [ ]); };
}
