"""An author withdraws a proposal, alone or in favour of another one."""
