-- The oldest events: Redis' time, how many wait, since when the oldest could be told or
-- '', then of each its id, its JSON, its state or '', and when it is due.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 how many
local now = unixTime(ARGV[1])
local listed = {}
for _, id in ipairs(redis.call('ZRANGE', ORDER, 0, tonumber(ARGV[2]) - 1)) do
  listed[#listed + 1] = id
  listed[#listed + 1] = redis.call('HGET', DATA, id) or ''
  listed[#listed + 1] = redis.call('HGET', STATE, id) or ''
  listed[#listed + 1] = redis.call('ZSCORE', DUE, id) or digitsOf(now)
end
local oldest = redis.call('ZRANGE', ORDER, 0, 0, 'WITHSCORES')
return {digitsOf(now), digitsOf(redis.call('ZCARD', ORDER)), oldest[2] or '', listed}
