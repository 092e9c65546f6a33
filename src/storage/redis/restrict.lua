-- Bans a user from the service, lifts that, or notes when their tokens were revoked.
-- KEYS: access
-- ARGV: 1 'ban', 'unban' or 'revoke', 2 end of the ban or '', or time of the
--   revocation, 3 reason of the ban as JSON or ''
if ARGV[1] == 'revoke' then
  local before = tonumber(wholeIn(readBeside('HGET', KEYS[1], 'revoked')))
  if tonumber(ARGV[2]) > before then
    writeBeside('HSET', KEYS[1], 'revoked', ARGV[2])
  end
else
  writeBeside('HDEL', KEYS[1], 'banned', 'until', 'reason')
  if ARGV[1] == 'ban' then
    redis.call('HSET', KEYS[1], 'banned', '1', 'until', ARGV[2], 'reason', ARGV[3])
  end
end
-- Where nothing else is known of a user a ban goes when it ends.
local h = redis.call('HMGET', KEYS[1], 'revoked', 'until')
if not h[1] and h[2] and h[2] ~= '' then redis.call('PEXPIREAT', KEYS[1], wholeIn(h[2]))
else redis.call('PERSIST', KEYS[1]) end
return 1
