"""Who is told what happened: one module for each kind of channel, and others' by the entry point `newsgen.notify`."""
