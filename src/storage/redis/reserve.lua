-- Notes that a user is about to create a chatroom, unless as many of theirs exist as may.
-- Returns what was done, and Redis' time.
-- KEYS: created
-- ARGV: 1 chatroom, 2 time or '', 3 chatrooms that may exist, 4 milliseconds to keep
local now = string.format('%.0f', unixTime(ARGV[2]))
if not readBeside('ZSCORE', KEYS[1], ARGV[1])
  and (readBeside('ZCARD', KEYS[1]) or 0) >= tonumber(ARGV[3]) then
  return {'full', now}
end
writeBeside('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'reserved', now}
