-- Ends a membership; an empty chatroom is kept for a while.
-- KEYS: head, messages, members, own, changes, read, order
-- ARGV: 1 user, 2 milliseconds to keep an empty chatroom, 3 channel to publish
--   on, or ''
if redis.call('HEXISTS', KEYS[1], 'by') == 0 then return {'no-room'} end
if redis.call('HDEL', KEYS[3], ARGV[1]) == 0 then return {'not-member'} end
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('HDEL', KEYS[6], ARGV[1])
redis.call('ZREM', KEYS[7], ARGV[1])
if redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('HDEL', KEYS[1], 'kept')
  for at = 1, 7 do redis.call('PEXPIRE', KEYS[at], ARGV[2]) end
end
local known = tonumber(redis.call('HGET', KEYS[1], 'o') or '0')
local ordinal = string.format('%.0f', math.max(known + 1, microseconds()))
redis.call('HSET', KEYS[1], 'o', ordinal)
publish(ARGV[3], 'left ' .. ordinal .. '\n' .. ARGV[1])
return {'left', ordinal}
