-- Marks a user as seen, if known.
-- KEYS: user, chatrooms, privates, created, unanswered, added, then blocks, which are kept
--   for as long as what marks them beside conversations
-- ARGV: 1 time or '', 2 milliseconds to keep
local seen = readBeside('HGET', KEYS[1], 'seen')
if not seen then return 0 end
local now = string.format('%.0f', math.max(unixTime(ARGV[1]), tonumber(seen) or 0))
redis.call('HSET', KEYS[1], 'seen', now)
for at = 1, 6 do redis.call('PEXPIRE', KEYS[at], ARGV[2]) end
redis.call('PEXPIRE', KEYS[7], 2 * ARGV[2])
return 1
