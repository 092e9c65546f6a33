-- How many sanctions of a chatroom are in force.
-- KEYS: sanctions, lapsing
-- ARGV: 1 time or ''
local now = string.format('%.0f', unixTime(ARGV[1]))
local ended = readBeside('ZCOUNT', KEYS[2], '-inf', now) or 0
return math.max(0, (readBeside('HLEN', KEYS[1]) or 0) - ended)
