-- Lists a conversation of a user as active now.
-- KEYS: list
-- ARGV: 1 session id, 2 time or '', 3 conversations that are listed at most,
--   4 milliseconds to keep
redis.call('ZADD', KEYS[1], 'GT', string.format('%.0f', unixTime(ARGV[2])), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
