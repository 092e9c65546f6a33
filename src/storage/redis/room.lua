-- May nobody join a chatroom just so? A mode that cannot be read is as if none were set.
local function isClosed(join) return join == 'invite' or join == 'password' end
-- A chatroom as redis_room.ts reads it; false: there is none.
local function roomOf(base)
  local room = redis.call('HMGET', base .. 'head',
    'by', 'name', 'at', 'join', 'send', 'hist', 'max', 'slow', 'data', 'v')
  if not room[1] then return false end
  room[11] = string.format('%.0f', redis.call('HLEN', base .. 'members'))
  return room
end
