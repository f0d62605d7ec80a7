"""What the commands do, one module a family; they register themselves in debugger.tui.commands."""
