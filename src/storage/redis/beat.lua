-- Says that a node is alive; returns the ids of those that are.
-- KEYS: nodes
-- ARGV: 1 node, or '' for none, 2 milliseconds for which a beat counts,
--   3 milliseconds after which a node is forgotten
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if ARGV[1] ~= '' then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[3])))
return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', now - tonumber(ARGV[2])), '+inf')
