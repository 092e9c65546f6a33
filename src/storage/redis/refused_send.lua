-- Why a message may not be sent, as append.lua answers it, or nil; and the milliseconds
-- for which the sender has to be quiet after it, or 0. Where there is nothing to heed,
-- nobody looks here again until that changes.
-- The same comparisons as refusedSend in domain/room_policy.ts.
local function refusedInRoom(base, sender, now)
  local h = redis.call('HMGET', base .. 'head', 'by', 'send', 'slow')
  local isClosed, slow = h[2] == 'admins', tonumber(wholeIn(h[3]))
  if not h[2] and not h[3] and redis.call('EXISTS', base .. 'sanctions') == 0 then
    redis.call('HDEL', base .. 'head', 'g')
    return nil, 0
  end
  local ends = sanctionOf(base, sender, 'mute', now)
  if ends then return 'muted ' .. ends, 0 end
  if not isClosed and slow == 0 or rankOf(base, h[1], sender) >= ADMIN then return nil, 0 end
  if isClosed then return 'admins_only', 0 end
  local last = tonumber(readBeside('GET', base .. 'slow:' .. sender) or '')
  -- The clock may have been set back.
  local wait = last and math.min(slow, last + slow - now) or 0
  if wait > 0 then return string.format('slow_mode %.0f', wait), 0 end
  return nil, slow
end
-- The same of an edit, or of a reaction.
local function refusedToChange(base, user, kind, now)
  local ends = sanctionOf(base, user, 'mute', now)
  if ends then return 'muted ' .. ends end
  if kind ~= 'edited' then return nil end
  local h = redis.call('HMGET', base .. 'head', 'by', 'send')
  if h[2] == 'admins' and rankOf(base, h[1], user) < ADMIN then return 'admins_only' end
end
local function refusedInPrivate(base, sender)
  if redis.call('EXISTS', base .. 'blocks') == 0 then
    redis.call('HDEL', base .. 'head', 'g')
    return nil
  end
  local first, second = string.match(base, '^gim:{p:2:([^:]+):([^:]+)}')
  local receiver = sender == first and second or first
  -- What is not what mark_block.lua has written forbids nothing.
  local mark = redis.pcall('HGET', base .. 'blocks', receiver)
  if type(mark) == 'string' and string.find(mark, '^1 %d+$') then return 'blocked' end
end
