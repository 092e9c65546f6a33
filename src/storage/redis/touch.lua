-- Marks a user as seen, if known.
-- KEYS: user, chatrooms, privates, created, unanswered
-- ARGV: 1 time or '', 2 milliseconds to keep
local seen = redis.call('HGET', KEYS[1], 'seen')
if not seen then return 0 end
local now = string.format('%.0f', math.max(unixTime(ARGV[1]), tonumber(seen) or 0))
redis.call('HSET', KEYS[1], 'seen', now)
for at = 1, #KEYS do redis.call('PEXPIRE', KEYS[at], ARGV[2]) end
return 1
