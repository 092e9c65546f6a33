-- Marks a user as seen, if known.
-- KEYS: user, list
-- ARGV: 1 now, 2 milliseconds to keep
local seen = redis.call('HGET', KEYS[1], 'seen')
if not seen then return 0 end
local now = string.format('%.0f', math.max(tonumber(ARGV[1]), tonumber(seen)))
redis.call('HSET', KEYS[1], 'seen', now)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
