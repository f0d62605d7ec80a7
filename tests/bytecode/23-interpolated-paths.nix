x: [ ./a/${x} ~/b/${x}.nix /${x}c ]
