-- Lists a chatroom that a user joins, unless as many are listed as the user may be in.
-- Returns what was done, and Redis' time.
-- KEYS: list
-- ARGV: 1 session id, 2 time or '', 3 chatrooms that are listed at most, 4 milliseconds
--   to keep, 5 chatrooms that the user may be in, or 0
local now = string.format('%.0f', unixTime(ARGV[2]))
local quota = tonumber(ARGV[5])
if quota > 0 and not redis.call('ZSCORE', KEYS[1], ARGV[1])
  and redis.call('ZCARD', KEYS[1]) >= quota then
  return {'full', now}
end
redis.call('ZADD', KEYS[1], 'GT', now, ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'listed', now}
