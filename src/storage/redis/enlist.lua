-- Lists a chatroom that a user joins or is added to, unless as many of that kind are
-- listed as may be. Returns what was done, and Redis' time.
-- KEYS: list, and of it those that somebody else added the user to
-- ARGV: 1 session id, 2 time or '', 3 chatrooms that are listed at most, 4 milliseconds
--   to keep, 5 chatrooms that the user may be in of this kind, or 0, 6 whether somebody
--   else adds them: 1 or 0
local now = string.format('%.0f', unixTime(ARGV[2]))
local quota = tonumber(ARGV[5])
if not readBeside('ZSCORE', KEYS[1], ARGV[1]) then
  local count = readBeside('ZCARD', KEYS[2]) or 0
  if ARGV[6] == '0' then count = (readBeside('ZCARD', KEYS[1]) or 0) - count end
  if quota > 0 and count >= quota then return {'full', now} end
  if ARGV[6] == '1' then
    writeBeside('ZADD', KEYS[2], now, ARGV[1])
    redis.call('PEXPIRE', KEYS[2], ARGV[4])
  end
end
writeBeside('ZADD', KEYS[1], 'GT', now, ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'listed', now}
