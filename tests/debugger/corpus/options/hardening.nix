{ force, ... }:
{
  config.webPort = force 8443;
  config.exposeDatabase = force false;
}
