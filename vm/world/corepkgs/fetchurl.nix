# What `<nix/fetchurl.nix>` means: a derivation that the builder itself knows how to
# make. The attributes are those of Nix, so that the store paths are the same.
{
  url,
  system ? "",
  hash ? "",
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ?
    if hash != "" then hash
    else if sha512 != "" then sha512
    else if sha1 != "" then sha1
    else if md5 != "" then md5
    else sha256,
  outputHashAlgo ?
    if hash != "" then ""
    else if sha512 != "" then "sha512"
    else if sha1 != "" then "sha1"
    else if md5 != "" then "md5"
    else "sha256",
  executable ? false,
  unpack ? false,
  name ? baseNameOf (toString url),
}:

derivation {
  inherit executable name outputHash outputHashAlgo unpack url;
  builder = "builtin:fetchurl";
  impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
  outputHashMode = if unpack || executable then "recursive" else "flat";
  preferLocalBuild = true;
  system = "builtin";
  urls = [ url ];
}
