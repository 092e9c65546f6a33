-- Makes a user a member, creating the chatroom where it does not exist and may be.
-- KEYS: head, messages, members, own, changes, read, order
-- ARGV: 1 user, 2 name as JSON, 3 time or '', 4 milliseconds to keep, 5 channel
--   to publish on, or '', 6 whether it may be created: 1 or 0
local function whole(number) return string.format('%.0f', number) end
local now = unixTime(ARGV[3])
local h = redis.call('HMGET', KEYS[1], 'by', 'name', 'at', 's', 'x', 'o', 'jt')
if not h[1] then
  if ARGV[6] == '0' then return {'no-room'} end
  redis.call('HSET', KEYS[1], 'by', ARGV[1], 'name', ARGV[2], 'at', whole(now))
  h[1], h[2], h[3] = ARGV[1], ARGV[2], whole(now)
end
local last = tonumber(h[4] or '0')
local member = redis.call('HGET', KEYS[3], ARGV[1])
local joined = '0'
local ordinal = tonumber(redis.call('ZSCORE', KEYS[7], ARGV[1]) or '0')
if not member then
  joined = '1'
  ordinal = math.max(tonumber(h[6] or '0') + 1, microseconds())
  local time = math.max(now, tonumber(h[7] or '0'))
  member = whole(time) .. ' ' .. whole(last)
  redis.call('HSET', KEYS[3], ARGV[1], member)
  redis.call('ZADD', KEYS[7], whole(ordinal), ARGV[1])
  redis.call('HSET', KEYS[1], 'o', whole(ordinal), 'jt', whole(time), 'kept', whole(now))
  for at = 1, 7 do redis.call('PEXPIRE', KEYS[at], ARGV[4]) end
  publish(ARGV[5], 'joined ' .. whole(ordinal) .. '\n' .. ARGV[1])
end
local read = redis.call('HGET', KEYS[6], ARGV[1]) or '0'
local own = redis.call('HGET', KEYS[4], ARGV[1]) or '0'
return {joined, h[1], h[2], h[3], whole(redis.call('HLEN', KEYS[3])), h[5] or '0',
  whole(ordinal), whole(last), string.match(member, '(%d+)$') or '', read, own}
