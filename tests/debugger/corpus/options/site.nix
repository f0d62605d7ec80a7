{ ... }:
{
  config.webPort = 8080;
  config.webAddress = "shop.example";
  config.exposeDatabase = true;
}
