-- Users have a first connection at a node. Returns how many events were dropped.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 node, 3 most events that wait, 4 whether the back end is told: 1
--   or 0, then of each: a user, an id for the event
local now = unixTime(ARGV[1])
for at = 5, #ARGV, 2 do
  local user = ARGV[at]
  redis.call('SADD', HERE .. ARGV[2], user)
  redis.call('SADD', HOLDERS, ARGV[2])
  redis.call('ZREM', LEAVING, user)
  withdraw(user, '')
  if redis.call('HSETNX', TOLD, user, digitsOf(now)) == 1 and ARGV[4] == '1' then
    tell('online', user, {id = ARGV[at + 1], at = now, since = now})
  end
end
return dropOldest(tonumber(ARGV[3]))
