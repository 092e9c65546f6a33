-- The last connection of a user at a node has ended. Where they have none at another one,
-- events about messages that may not have arrived wait for them. Returns how many events
-- were dropped.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 node, 3 most events that wait, 4 milliseconds without a beat after
--   which a node counts as dead, 5 milliseconds to wait, 6 user, then of each event: id,
--   JSON, the id of its message
local now = unixTime(ARGV[1])
local user = ARGV[6]
redis.call('SREM', HERE .. ARGV[2], user)
if isAnywhere(user, now, tonumber(ARGV[4])) then return 0 end
if redis.call('HEXISTS', TOLD, user) == 1 then
  redis.call('ZADD', LEAVING, digitsOf(now), user)
end
addWaiting(user, 7, now + tonumber(ARGV[5]))
return dropOldest(tonumber(ARGV[3]))
