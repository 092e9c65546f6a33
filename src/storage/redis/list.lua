-- Lists a conversation of a user as active now.
-- KEYS: list, of private conversations then those that nobody has answered
-- ARGV: 1 session id, 2 time or '', 3 conversations that are listed at most,
--   4 milliseconds to keep
local now = string.format('%.0f', unixTime(ARGV[2]))
writeBeside('ZADD', KEYS[1], 'GT', now, ARGV[1])
if KEYS[2] then writeBeside('ZADD', KEYS[2], 'XX', 'GT', now, ARGV[1]) end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
