"""How often, how many at once and for how much: counted in Redis for all servers, or in this one."""
