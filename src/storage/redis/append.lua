-- Stores messages: of each the membership, the request id, what forbids it, sequence,
-- time, id, the message itself, its sender's position and what no longer fits, in one
-- step. One that is refused, or fails, touches none of the others.
-- KEYS: the head of each message's conversation, then the nodes; in a Cluster, instead,
--   all keys that are touched, which are in one slot
-- ARGV: 1 how many messages, 2 time or '', 3 limit, 4 milliseconds a request id is
--   remembered, 5 milliseconds to keep, 6 end of the names of channels, or '': nothing is
--   published, 7 this node, or '': of private messages nobody is told from here, 8 request
--   ids of a user that are remembered, or '': they are not counted here; then of each
--   message: sender, their name and the category as JSON, content as JSON and, in a
--   second line, its extras where it has any, request id or '', digest or '', end of ids,
--   name of a private one's receiver as JSON, whether nothing binds the sender: 1 or ''
local PER_MESSAGE, BEFORE = 9, 8
local COUNT, NODE = tonumber(ARGV[1]), ARGV[7]
local now = unixTime(ARGV[2])
local limit, remembered, keep = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local quota = tonumber(ARGV[8])
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
-- A request id as JSON: it is printable ASCII.
local function quoted(request)
  return '"' .. string.gsub(request, '[\\"]', '\\%0') .. '"'
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
  if not before or now - tonumber(at) >= remembered then return end
  return before == digest and 'repeated ' .. place or 'conflict'
end

-- A node that is alone tells nobody.
local others
local function isAnyElsewhere()
  if others == nil then
    local nodes = KEYS[COUNT + 1]
    local count = redis.pcall('ZCARD', nodes)
    others = type(count) ~= 'number' or count > (call('ZSCORE', nodes, NODE) and 1 or 0)
  end
  return others
end
-- Tells the other nodes at which the two of a private conversation are, as
-- nodes/node_message.ts reads it.
local function tellUsers(at, stored)
  local arg = BEFORE + PER_MESSAGE * (at - 1)
  local first, second = match(KEYS[at], '^gim:{p:2:([^:]+):([^:]+)}')
  local text
  for _, user in ipairs({second, first}) do
    local base = 'gim:{u:' .. user .. '}:'
    if isElsewhere(base .. 'on', NODE) then
      text = text or NODE .. '\n{"kind":"message","title":' .. ARGV[arg + 8]
        .. ',"message":{"id":"' .. stored.id .. '","conversation":"2:' .. first .. ':' .. second
        .. '","sender":{"id":"' .. ARGV[arg + 1] .. '","name":' .. ARGV[arg + 2]
        .. '},"category":' .. ARGV[arg + 3] .. ',"content":' .. stored.content
        .. ',"sequence":' .. stored.sequence .. ',"status":1,"createdAt":' .. stored.time
        .. (ARGV[arg + 6] ~= '' and ',"requestId":' .. quoted(ARGV[arg + 5]) or '')
        .. (stored.extras and ',"extras":' .. stored.extras or '') .. '}}'
      publish(base .. ARGV[6], text)
    end
  end
end

-- Why a message may not be sent with what it has besides its content, or nil: see
-- domain/extras.ts.
local function refusedExtras(extras, base, sender, rank)
  if rank < PRIVILEGED then
    if extras.priority == 'high' then return 'role priority' end
    if extras.mentions and extras.mentions[1] == '*' then return 'role mentions' end
  end
  local reply = extras.replyTo
  if not reply then return nil end
  -- Where no sequence can be in it there is no such message.
  local sequence = tonumber(string.match(string.sub(reply, 14), '^%w+') or '', 36)
  local value = sequence and call('HGET', base .. 'messages', whole(sequence))
  if not value or match(value, '^%S+ (%S+)') ~= reply then return 'no-reply' end
  -- Where the history begins with joining, nobody answers what was before.
  if call('HGET', base .. 'head', 'hist') ~= 'joined' then return nil end
  local place = call('HGET', base .. 'members', sender)
  if not place then return nil end
  if sequence <= hiddenBy(place, call('HGET', base .. 'head', 's') or '0') then return 'no-reply' end
end

local function append(at)
  local head, arg = KEYS[at], BEFORE + PER_MESSAGE * (at - 1)
  local base = string.sub(head, 1, -5)
  local sender, request, digest = ARGV[arg + 1], ARGV[arg + 5], ARGV[arg + 6]
  local messages, own = base .. 'messages', base .. 'own'
  local h = call('HMGET', head, 's', 't', 'it', 'ic', 'f', 'name', 'kept', 'g', 'by', 'm')
  local name, isRoom = h[6] or '', string.sub(head, 1, 7) == 'gim:{r:'
  local isFree = ARGV[arg + 9] ~= ''
  if isRoom then
    if not h[6] then return 'no-room' end
    if not isFree and call('HEXISTS', base .. 'members', sender) == 0 then
      return strangerOf(base, sender, now)
    end
  end
  local requestKey = base .. 'request:' .. sender .. ':' .. request
  local before = digest ~= '' and known(requestKey, digest)
  if before then return before .. ' ' .. name end
  local quiet = 0
  -- A private conversation begins: its head says from now on that there are blocks.
  local begins = not isRoom and not h[1] and call('EXISTS', base .. 'blocks') == 1
  if not isFree and (h[8] or begins) then
    local refused
    if isRoom then refused, quiet = refusedInRoom(base, sender, now)
    else refused = refusedInPrivate(base, sender) end
    if refused then return refused end
  end
  if begins then call('HSET', head, 'g', '1') end
  -- JSON has no line break, so that one divides the content from the extras.
  local content, extras = ARGV[arg + 4], nil
  local lineEnd = string.find(content, '\n', 1, true)
  if lineEnd then
    content, extras = string.sub(content, 1, lineEnd - 1), string.sub(content, lineEnd + 1)
    local rank = isRoom and rankOf(base, h[9], sender) or MEMBER
    if isFree then rank = PRIVILEGED end
    local refused = refusedExtras(cjson.decode(extras), base, sender, rank)
    if refused then return refused end
  end

  local sequence = tonumber(h[1] or '0') + 1
  local time = math.max(now, tonumber(h[2] or '0'))
  local idTime, counter = tonumber(h[3] or '0'), tonumber(h[4] or '0') + 1
  if time > idTime then idTime, counter = time, 0 end
  if counter >= 1679616 then idTime, counter = idTime + 1, 0 end
  local id = digitsOfTime(idTime) .. (counter == 0 and '0000' or digits(counter, 4)) .. digits(sequence, 1) .. ARGV[arg + 7]
  local field, timeText = whole(sequence), whole(time)
  local asked = digest ~= '' and ',"q":' .. quoted(request) or ''
  local value = '1 ' .. id .. ' ' .. timeText .. ' {"s":"' .. sender .. '","n":' .. ARGV[arg + 2]
    .. ',"k":' .. ARGV[arg + 3] .. asked .. '}\n' .. ARGV[arg + 4]
  call('HSET', messages, field, value)
  local isFirst = writeBeside('HSET', own, sender, field) == 1
  local first = tonumber(h[5] or '1')
  -- The newest message that mentions anybody.
  local mentioned = tonumber(wholeIn(h[10]))
  -- Else what holds the messages is there, and expires.
  local isNew = first == sequence
  while first <= sequence - limit do
    if first <= mentioned then forgetMentions(base, first, call('HGET', messages, whole(first))) end
    call('HDEL', messages, whole(first))
    -- Only what has changed can have reactions.
    if writeBeside('ZREM', base .. 'changes', whole(first)) == 1 then forgetReactions(base, first) end
    first = first + 1
  end
  call('HSET', head, 's', field, 't', timeText, 'it', whole(idTime))
  if extras and noteMentions(base, sequence, extras) then
    call('HSET', head, 'm', field)
    call('PEXPIRE', base .. 'mentions', ARGV[5])
  end
  local counted, begun = whole(counter), whole(first)
  if counted ~= h[4] or begun ~= h[5] then call('HSET', head, 'ic', counted, 'f', begun) end
  local place = id .. ' ' .. field .. ' ' .. timeText
  if digest ~= '' then
    call('SET', requestKey, digest .. ' ' .. whole(now) .. ' ' .. place, 'PX', whole(remembered))
    if quota and not isFree then
      local list = 'gim:{u:' .. sender .. '}:requests'
      for _, key in ipairs(noteRequest(list, requestKey, now, quota, remembered)) do
        call('DEL', key)
      end
    end
  end
  if quiet > 0 then call('SET', base .. 'slow:' .. sender, whole(now), 'PX', whole(quiet)) end
  if math.abs(now - tonumber(wholeIn(h[7]))) > keep / 8
    or isNew and call('PTTL', messages) < 0 or isFirst and call('PTTL', own) < 0 then
    call('HSET', head, 'kept', whole(now))
    for _, each in ipairs({'head', 'messages', 'members', 'own', 'changes', 'read', 'order',
      'admins', 'sanctions', 'sanctioned', 'lapsing', 'mentions', 'reactors', 'reacted'}) do
      call('PEXPIRE', base .. each, ARGV[5])
    end
  end
  if ARGV[6] ~= '' and isRoom then
    publish(base .. ARGV[6], 'append ' .. field .. ' ' .. name .. '\n' .. value)
  elseif NODE ~= '' and isAnyElsewhere() then
    tellUsers(at, {id = id, sequence = field, time = timeText, content = content, extras = extras})
  end
  local outcome = 'stored '
  if isFirst and not isRoom then outcome = sequence == 1 and 'opened ' or 'answered ' end
  return outcome .. place .. ' ' .. name
end

-- An error as Redis would answer it. Versions before 7 say first where it was.
local function faultOf(thrown)
  local text = type(thrown) == 'table' and thrown.err or tostring(thrown)
  text = string.gsub(text, '^@user_script: ?%d+: %-?', '')
  return match(text, '^%u+ ') and text or 'ERR ' .. text
end

local results = {}
for at = 1, COUNT do
  local isFine, result = pcall(append, at)
  if not isFine then result = 'fault ' .. faultOf(result) end
  results[at] = result
end
return results
