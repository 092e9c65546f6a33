-- Takes events that are due, for so long that nobody else does. Returns Redis' time, how
-- many wait, when the next one is due or '', since when the oldest could be told or '',
-- then of each its id, its JSON, its state or '', and since when it could be told.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 how many, 3 milliseconds for which they are taken
local now = unixTime(ARGV[1])
local taken = {}
local ids = redis.call('ZRANGEBYSCORE', DUE, '-inf', digitsOf(now), 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  settleWait(id)
  redis.call('ZADD', DUE, digitsOf(now + tonumber(ARGV[3])), id)
  local data = redis.call('HGET', DATA, id)
  if data then
    taken[#taken + 1] = id
    taken[#taken + 1] = data
    taken[#taken + 1] = redis.call('HGET', STATE, id) or ''
    taken[#taken + 1] = redis.call('ZSCORE', ORDER, id) or digitsOf(now)
  else
    removeEvent(id)
  end
end
local next = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')
local oldest = redis.call('ZRANGE', ORDER, 0, 0, 'WITHSCORES')
return {digitsOf(now), digitsOf(redis.call('ZCARD', ORDER)), next[2] or '', oldest[2] or '', taken}
