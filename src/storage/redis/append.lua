-- Stores messages: of each the membership, the request id, sequence, time, id, the
-- message itself, its sender's position and what no longer fits, in one step. One
-- that is refused, or fails, touches none of the others.
-- KEYS: the head of each message's conversation; in a Cluster then all keys that are
--   touched, which are in one slot
-- ARGV: 1 how many messages, 2 time or '', 3 limit, 4 milliseconds a request id is
--   remembered, 5 milliseconds to keep, 6 end of the names of channels, or '': nothing is
--   published; then of each message: sender, their name and the category as JSON,
--   content as JSON, request id or '', digest or '', end of ids
local PER_MESSAGE, BEFORE = 7, 6
local now = unixTime(ARGV[2])
local limit, remembered, keep = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
-- Who knows its version number knows sharded channels.
local publish = redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH'
local call, format, match = redis.call, string.format, string.match

local function whole(number) return format('%.0f', number) end
local function digits(number, width)
  local text = ''
  repeat
    local digit = number % 36
    text = string.sub('0123456789abcdefghijklmnopqrstuvwxyz', digit + 1, digit + 1) .. text
    number = math.floor(number / 36)
  until number == 0
  return string.rep('0', width - #text) .. text
end
-- Messages of one moment share the beginning of their ids.
local lastTime, lastDigits
local function digitsOfTime(time)
  if time ~= lastTime then lastTime, lastDigits = time, digits(time, 9) end
  return lastDigits
end

-- What a request id has stored. What is not what this script has written is none, and
-- written over.
local function known(key, digest)
  local value = redis.pcall('GET', key)
  if type(value) ~= 'string' then return end
  local before, at, place = match(value, '^(%S+) (%d+) (%S+ %d+ %d+)$')
  if not before or now - tonumber(at) >= tonumber(remembered) then return end
  return before == digest and 'repeated ' .. place or 'conflict'
end

local function append(at)
  local head, arg = KEYS[at], BEFORE + PER_MESSAGE * (at - 1)
  local base = string.sub(head, 1, -5)
  local sender, request, digest = ARGV[arg + 1], ARGV[arg + 5], ARGV[arg + 6]
  local messages, own = base .. 'messages', base .. 'own'
  local h = call('HMGET', head, 's', 't', 'it', 'ic', 'f', 'name', 'kept')
  local name, isRoom = h[6] or '', string.sub(head, 1, 7) == 'gim:{r:'
  if isRoom then
    if not h[6] then return 'no-room' end
    if call('HEXISTS', base .. 'members', sender) == 0 then return 'not-member' end
  end
  local requestKey = base .. 'request:' .. sender .. ':' .. request
  local before = digest ~= '' and known(requestKey, digest)
  if before then return before .. ' ' .. name end

  local sequence = tonumber(h[1] or '0') + 1
  local time = math.max(now, tonumber(h[2] or '0'))
  local idTime, counter = tonumber(h[3] or '0'), tonumber(h[4] or '0') + 1
  if time > idTime then idTime, counter = time, 0 end
  if counter >= 1679616 then idTime, counter = idTime + 1, 0 end
  local id = digitsOfTime(idTime) .. digits(counter, 4) .. digits(sequence, 1) .. ARGV[arg + 7]
  local field, timeText = whole(sequence), whole(time)
  -- A request id is printable ASCII.
  local asked = digest ~= '' and ',"q":"' .. string.gsub(request, '[\\"]', '\\%0') .. '"' or ''
  local value = '1 ' .. id .. ' ' .. timeText .. ' {"s":"' .. sender .. '","n":' .. ARGV[arg + 2]
    .. ',"k":' .. ARGV[arg + 3] .. asked .. '}\n' .. ARGV[arg + 4]
  call('HSET', messages, field, value)
  local isFirst = call('HSET', own, sender, field) == 1
  local first = tonumber(h[5] or '1')
  while first <= sequence - limit do
    call('HDEL', messages, whole(first))
    call('ZREM', base .. 'changes', whole(first))
    first = first + 1
  end
  call('HSET', head, 's', field, 't', timeText, 'it', whole(idTime),
    'ic', whole(counter), 'f', whole(first))
  local place = id .. ' ' .. field .. ' ' .. timeText
  if digest ~= '' then
    call('SET', requestKey, digest .. ' ' .. whole(now) .. ' ' .. place, 'PX', remembered)
  end
  if math.abs(now - tonumber(h[7] or '0')) > keep / 8
    or call('PTTL', messages) < 0 or isFirst and call('PTTL', own) < 0 then
    call('HSET', head, 'kept', whole(now))
    for _, each in ipairs({'head', 'messages', 'members', 'own', 'changes', 'read', 'order'}) do
      call('PEXPIRE', base .. each, ARGV[5])
    end
  end
  if ARGV[6] ~= '' and isRoom then
    -- What is stored is stored: a user who may not publish is no failure of it.
    redis.pcall(publish, base .. ARGV[6], 'append ' .. field .. ' ' .. name .. '\n' .. value)
  end
  return 'stored ' .. place .. ' ' .. name
end

-- An error as Redis would answer it. Versions before 7 say first where it was.
local function faultOf(thrown)
  local text = type(thrown) == 'table' and thrown.err or tostring(thrown)
  text = string.gsub(text, '^@user_script: ?%d+: %-?', '')
  return match(text, '^%u+ ') and text or 'ERR ' .. text
end

local results = {}
for at = 1, tonumber(ARGV[1]) do
  local isFine, result = pcall(append, at)
  if not isFine then result = 'fault ' .. faultOf(result) end
  results[at] = result
end
return results
