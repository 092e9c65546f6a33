-- Empties a message and notes that as a change.
-- KEYS: head, messages, members, changes
-- ARGV: 1 type, 2 user, 3 sequence that the id claims, 4 id, 5 time or '', 6 window,
--   7 channel to publish on, or ''
local h = redis.call('HMGET', KEYS[1], 'by', 'x')
local creator = false
if ARGV[1] == '1' then
  if not h[1] then return {'no-room'} end
  if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 0 then return {'not-member'} end
  creator = h[1] == ARGV[2]
end
local value = redis.call('HGET', KEYS[2], ARGV[3])
local status, id, time, rest
if value then
  status, id, time, rest = string.match(value, '^(%d) (%S+) (%d+) ([^\n]*)\n')
end
if id ~= ARGV[4] then return {'no-message'} end
if not creator then
  if cjson.decode(rest)['s'] ~= ARGV[2] then return {'not-sender'} end
  if status == '1' and unixTime(ARGV[5]) - tonumber(time) > tonumber(ARGV[6]) then
    return {'too-late'}
  end
end
if status == '2' then return {'repeated', value} end
local change = string.format('%.0f', tonumber(h[2] or '0') + 1)
local recalled = '2 ' .. id .. ' ' .. time .. ' ' .. rest .. '\n""'
redis.call('HSET', KEYS[2], ARGV[3], recalled)
redis.call('HSET', KEYS[1], 'x', change)
redis.call('ZADD', KEYS[4], change, ARGV[3])
redis.call('PEXPIRE', KEYS[4], math.max(1, redis.call('PTTL', KEYS[1])))
if ARGV[7] ~= '' then
  redis.pcall(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', ARGV[7],
    'recall ' .. ARGV[3] .. ' ' .. change .. '\n' .. recalled)
end
return {'recalled', recalled, change}
