-- Stores a message: the membership, the request id, sequence, time, id, the
-- message itself, its sender's position and what no longer fits, in one step.
-- KEYS: head, messages, members, own, changes, read, order, request id
-- ARGV: 1 type, 2 sender, 3 time or '', 4 limit, 5 head of the message after id and
--   time, 6 content (both JSON), 7 digest or '', 8 milliseconds a request id is
--   remembered, 9 end of ids, 10 milliseconds to keep, 11 channel to publish on,
--   or ''
local head, messages = KEYS[1], KEYS[2]
local function whole(number) return string.format('%.0f', number) end
local function digits(number, width)
  local text = ''
  repeat
    local digit = number % 36
    text = string.sub('0123456789abcdefghijklmnopqrstuvwxyz', digit + 1, digit + 1) .. text
    number = math.floor(number / 36)
  until number == 0
  return string.rep('0', width - #text) .. text
end

local h = redis.call('HMGET', head, 's', 't', 'it', 'ic', 'f', 'name', 'kept')
local name = h[6] or ''
if ARGV[1] == '1' then
  if not h[6] then return {'no-room'} end
  if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 0 then return {'not-member'} end
end
local now = unixTime(ARGV[3])
if ARGV[7] ~= '' then
  -- What is not what this script has written is none, and written over.
  local known = redis.pcall('GET', KEYS[8])
  local digest, at, id, sequence, time
  if type(known) == 'string' then
    digest, at, id, sequence, time = string.match(known, '^(%S+) (%d+) (%S+) (%d+) (%d+)$')
  end
  if digest then
    if now - tonumber(at) < tonumber(ARGV[8]) then
      if digest ~= ARGV[7] then return {'conflict'} end
      return {'repeated', id, sequence, time, name}
    end
  end
end

local sequence = tonumber(h[1] or '0') + 1
local time = math.max(now, tonumber(h[2] or '0'))
local idTime, counter = tonumber(h[3] or '0'), tonumber(h[4] or '0') + 1
if time > idTime then idTime, counter = time, 0 end
if counter >= 1679616 then idTime, counter = idTime + 1, 0 end
local id = digits(idTime, 9) .. digits(counter, 4) .. digits(sequence, 1) .. ARGV[9]
local value = '1 ' .. id .. ' ' .. whole(time) .. ' ' .. ARGV[5] .. '\n' .. ARGV[6]
local field = whole(sequence)
redis.call('HSET', messages, field, value)
redis.call('HSET', KEYS[4], ARGV[2], field)
local first = tonumber(h[5] or '1')
while first <= sequence - tonumber(ARGV[4]) do
  redis.call('HDEL', messages, whole(first))
  redis.call('ZREM', KEYS[5], whole(first))
  first = first + 1
end
redis.call('HSET', head, 's', field, 't', whole(time), 'it', whole(idTime),
  'ic', whole(counter), 'f', whole(first))
if ARGV[7] ~= '' then
  redis.call('SET', KEYS[8], ARGV[7] .. ' ' .. whole(now) .. ' ' .. id .. ' ' .. field .. ' ' .. whole(time), 'PX', ARGV[8])
end
local keep = tonumber(ARGV[10])
if math.abs(now - tonumber(h[7] or '0')) > keep / 8
  or redis.call('PTTL', messages) < 0 or redis.call('PTTL', KEYS[4]) < 0 then
  redis.call('HSET', head, 'kept', whole(now))
  for at = 1, 7 do redis.call('PEXPIRE', KEYS[at], ARGV[10]) end
end
if ARGV[11] ~= '' then
  -- Who knows its version number knows sharded channels.
  -- What is stored is stored: a user who may not publish is no failure of it.
  redis.pcall(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', ARGV[11], 'append ' .. field .. ' ' .. name .. '\n' .. value)
end
return {'stored', id, field, whole(time), name}
