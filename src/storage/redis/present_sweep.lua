-- Finds nodes that have died, and tells who has stayed away. Returns whether this node is
-- known as one that has users: 1 or 0; whether there is more to do: 1 or 0; and users of
-- dead nodes that are nowhere else, each followed by the time of that node's last beat;
-- and how many events were dropped.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 node, 3 most events that wait, 4 milliseconds without a beat after
--   which a node counts as dead, 5 milliseconds until who has gone is offline, 6 whether
--   the back end is told: 1 or 0, 7 users at a time, 8 begin of the ids of events
local now, within = unixTime(ARGV[1]), tonumber(ARGV[4])
local most, more = tonumber(ARGV[7]), 0
for _, node in ipairs(redis.call('SMEMBERS', HOLDERS)) do
  if node ~= ARGV[2] and not isAlive(node, now, within) then
    local beat = redis.call('ZSCORE', KEYS[1], node) or digitsOf(now)
    redis.call('SREM', HOLDERS, node)
    if redis.call('EXISTS', HERE .. node) == 1 then
      redis.call('RENAME', HERE .. node, LOST .. ':' .. node)
      redis.call('HSET', LOST, node, beat)
    end
  end
end
local gone = {}
local lost = redis.call('HGETALL', LOST)
for at = 1, #lost, 2 do
  local key, beat = LOST .. ':' .. lost[at], lost[at + 1]
  local users = redis.call('SPOP', key, most)
  for _, user in ipairs(users) do
    if not isAnywhere(user, now, within) then
      if redis.call('HEXISTS', TOLD, user) == 1 then
        redis.call('ZADD', LEAVING, 'NX', beat, user)
      end
      gone[#gone + 1] = user
      gone[#gone + 1] = beat
    end
  end
  if redis.call('EXISTS', key) == 0 then redis.call('HDEL', LOST, lost[at]) else more = 1 end
end
local since = digitsOf(now - tonumber(ARGV[5]))
local away = redis.call('ZRANGEBYSCORE', LEAVING, '-inf', since, 'WITHSCORES', 'LIMIT', 0, most)
for at = 1, #away, 2 do
  local user, left = away[at], tonumber(away[at + 1])
  redis.call('ZREM', LEAVING, user)
  if not isAnywhere(user, now, within) and redis.call('HDEL', TOLD, user) == 1
    and ARGV[6] == '1' then
    tell('offline', user, {id = ARGV[8] .. digitsOf(at), at = now, since = left})
  end
end
if #away == 2 * most then more = 1 end
local dropped = dropOldest(tonumber(ARGV[3]))
return {redis.call('SISMEMBER', HOLDERS, ARGV[2]), more, gone, dropped}
