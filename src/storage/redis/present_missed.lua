-- A message was stored for somebody without a connection at this node: an event about it
-- waits for them, unless they are at another one. Returns how many events were dropped.
-- KEYS: nodes
-- ARGV: as present_went.lua
local now = unixTime(ARGV[1])
if isAnywhere(ARGV[6], now, tonumber(ARGV[4])) then return 0 end
addWaiting(ARGV[6], 7, now + tonumber(ARGV[5]))
return dropOldest(tonumber(ARGV[3]))
