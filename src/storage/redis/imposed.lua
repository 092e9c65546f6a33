-- What is imposed on a user in a chatroom now: their ban and their mute as they are
-- stored, each '' where there is none.
-- KEYS: sanctions
-- ARGV: 1 user, 2 time or ''
local now = unixTime(ARGV[2])
local found = readBeside('HMGET', KEYS[1], 'ban:' .. ARGV[1], 'mute:' .. ARGV[1]) or {}
for at = 1, 2 do
  if not endOf(found[at], now) then found[at] = '' end
end
return found
